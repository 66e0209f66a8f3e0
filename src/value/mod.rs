//! The values law speaks of: exact numbers, civil dates, three-valued truth. No floating point anywhere.

mod date;
mod number;
mod rounding;
mod truth;
mod visible;
mod working;

pub use date::{Date, DateError};
pub use number::{Number, NumberError};
pub use rounding::RoundingMode;
pub use truth::{Causes, Truth};
pub(crate) use visible::visible;
pub use working::WorkingWeek;
