//! A host that goes on deciding while its rulebook is exchanged: `cargo run --example reload`.
//!
//! A rulebook never changes: whoever holds a clone decides a matter from beginning to end by one text. When a file changes,
//! what has changed is read again and the new rulebook takes the place of the old one in one step. Where the new text has a
//! mistake, the old one stays.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use lexact::{Draft, Failure, Known, Rulebook};

/// The rulebook in use.
struct Shelf(RwLock<Rulebook>);

impl Shelf {
    /// The rulebook to decide the next matter by. Cheap: it is shared, not copied.
    fn rulebook(&self) -> Rulebook {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts another in its place.
    fn exchange(&self, new: Rulebook) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = new;
    }
}

/// Looks at the folder again and again, and exchanges the rulebook when a file has changed; ends when nobody listens. What is wrong with
/// the new text leaves the shelf as it was.
fn watch(folder: &Path, mut draft: Draft, shelf: &Shelf, tell: &Sender<Result<(), Failure>>) {
    let mut unreadable = false;
    loop {
        std::thread::sleep(Duration::from_millis(20));
        let was_unreadable = std::mem::take(&mut unreadable);
        let checked = match draft.read(folder) {
            Ok(false) if !was_unreadable => continue,
            // Others go on deciding while this is checked.
            Ok(_) => draft.check(),
            Err(failure) => {
                unreadable = true;
                Err(failure)
            }
        };
        let told = unreadable && was_unreadable;
        if !told && tell.send(checked.map(|new| shelf.exchange(new))).is_err() {
            return;
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("lexact-reload-{}", std::process::id()));
    copy(Path::new("examples/stalls"), &folder)?;
    let mut draft = Draft::default();
    draft.read(&folder)?;
    let shelf = Arc::new(Shelf(RwLock::new(draft.check()?)));
    println!("at first: {}", permit(&shelf.rulebook())?);

    let (tell, told) = channel();
    std::thread::spawn({
        let (shelf, folder) = (Arc::clone(&shelf), folder.clone());
        move || watch(&folder, draft, &shelf, &tell)
    });

    let amendment = folder.join("2021-05-03-amendment.act");
    let text = std::fs::read_to_string(&amendment)?;

    // A unit that does not exist: the old rulebook stays.
    std::fs::write(&amendment, text.replace("8 m2", "8 m3"))?;
    if let Err(failure) = told.recv()? {
        print!("{failure}");
    }
    println!("still: {}", permit(&shelf.rulebook())?);

    // Another threshold: the new rulebook is in use.
    std::fs::write(&amendment, text.replace("8 m2", "6 m2"))?;
    while told.recv()?.is_err() {}
    println!("then: {}", permit(&shelf.rulebook())?);

    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// What a rulebook says of a stall of seven square metres.
fn permit(rulebook: &Rulebook) -> Result<String, Box<dyn std::error::Error>> {
    let law = rulebook.in_force("2023-05-01".parse()?, Known::Latest);
    let facts = r#"{ "stall": { "area": 7, "hot_food": false, "seats": 0, "keeper": "business" }, "street": "HIGH", "claims": [] }"#;
    let decision = law.decide(&law.facts().from_json(facts)?);
    Ok(format!("permit {} (rulebook {})", decision["permit"], &rulebook.digest()[..8]))
}

/// Copies a folder, so that the example changes nothing of yours.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let (path, target) = entry.map(|e| (e.path(), to.join(e.file_name())))?;
        if path.is_dir() { copy(&path, &target)? } else { std::fs::copy(&path, &target).map(drop)? }
    }
    Ok(())
}
