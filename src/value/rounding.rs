//! Rounding, exactly as a law names it: to a multiple of a number, in a stated way.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::Number;

/// Which way a value is rounded. Ways are told by size, so that what is owed and what is due back are rounded alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RoundingMode {
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// To the nearest, a half away from zero.
    HalfUp,
    /// To the nearest, a half towards zero.
    HalfDown,
    /// To the nearest, a half to the even multiple.
    HalfEven,
}

impl Number {
    /// The multiple of `of` that is nearest in the way of `mode`; none where `of` is not more than zero.
    pub fn rounded(&self, mode: RoundingMode, of: &Number) -> Option<Number> {
        if *of <= Number::ZERO {
            return None;
        }
        let count = self.div(of)?.to_ratio();
        let (whole, rest) = count.numer().abs().div_rem(count.denom());
        let twice: BigInt = rest.clone() * 2 - count.denom();
        let further = match mode {
            RoundingMode::Up => !rest.is_zero(),
            RoundingMode::Down => false,
            RoundingMode::HalfUp => !twice.is_negative(),
            RoundingMode::HalfDown => twice.is_positive(),
            RoundingMode::HalfEven => twice.is_positive() || (twice.is_zero() && whole.is_odd()),
        };
        let size: BigInt = whole + u8::from(further);
        let count = if self < &Number::ZERO { -size } else { size };
        Some(Number::ratio(BigRational::from(count)).mul(of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn each_way_of_rounding_goes_by_size() {
        use RoundingMode::{Down, HalfDown, HalfEven, HalfUp, Up};
        let cases = [
            ("2.5", "1", [(Up, "3"), (Down, "2"), (HalfUp, "3"), (HalfDown, "2"), (HalfEven, "2")]),
            ("3.5", "1", [(Up, "4"), (Down, "3"), (HalfUp, "4"), (HalfDown, "3"), (HalfEven, "4")]),
            ("-2.5", "1", [(Up, "-3"), (Down, "-2"), (HalfUp, "-3"), (HalfDown, "-2"), (HalfEven, "-2")]),
            ("3001.005", "1", [(Up, "3002"), (Down, "3001"), (HalfUp, "3001"), (HalfDown, "3001"), (HalfEven, "3001")]),
            ("12.5", "5", [(Up, "15"), (Down, "10"), (HalfUp, "15"), (HalfDown, "10"), (HalfEven, "10")]),
            ("0.005", "0.01", [(Up, "0.01"), (Down, "0"), (HalfUp, "0.01"), (HalfDown, "0"), (HalfEven, "0")]),
            ("4", "2", [(Up, "4"), (Down, "4"), (HalfUp, "4"), (HalfDown, "4"), (HalfEven, "4")]),
            ("-0.3", "1", [(Up, "-1"), (Down, "0"), (HalfUp, "0"), (HalfDown, "0"), (HalfEven, "0")]),
        ];
        for (value, of, expected) in cases {
            for (mode, wanted) in expected {
                assert_eq!(number(value).rounded(mode, &number(of)), Some(number(wanted)), "{value} {mode:?} {of}");
            }
        }
    }

    #[test]
    fn a_third_is_rounded_exactly_and_nothing_is_no_multiple() {
        let third = number("1").div(&number("3")).unwrap();
        assert_eq!(third.rounded(RoundingMode::HalfUp, &number("0.01")), Some(number("0.33")));
        assert_eq!(third.rounded(RoundingMode::Up, &number("0.01")), Some(number("0.34")));
        assert_eq!(third.rounded(RoundingMode::Up, &Number::ZERO), None);
        assert_eq!(third.rounded(RoundingMode::Up, &number("-1")), None);
    }
}
