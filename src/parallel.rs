//! Work that falls into parts that do not see each other, over all cores.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Threads that share one piece of work at most: opening a rulebook must not take a server's every core.
const MOST_THREADS: usize = 8;

/// What `work` makes of each, in order. Where no thread can be started, this one does it all.
///
/// # Panics
/// Where `work` does.
pub fn map<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get).min(MOST_THREADS).min(all.len());
    if threads < 2 {
        return all.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done: Vec<(usize, R)> = Vec::new();
        loop {
            let ix = next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = all.get(ix) else { return done };
            done.push((ix, work(part)));
        }
    };
    let mut done = thread::scope(|scope| {
        let start = |_| thread::Builder::new().spawn_scoped(scope, take).ok();
        let others: Vec<_> = (1..threads).filter_map(start).collect();
        let mut done = take();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(ix, _)| *ix);
    done.into_iter().map(|(_, made)| made).collect()
}
