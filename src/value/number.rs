//! Exact numbers: a scaled integer where that reaches, a ratio of big integers where it does not.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Most digits a number may be written with; a longer text is refused, never rounded.
const MAX_DIGITS: usize = 1_000;
/// Most decimal places of a scaled integer.
const MAX_SCALE: u32 = 30;

/// An exact number.
///
/// Every number has one form only: `mantissa / 10^scale` without trailing zeros where the mantissa fits 128 bits and the
/// scale is at most 30, else a reduced ratio. So equality of forms is equality of numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number(Form);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Form {
    // INVARIANT: scale is 0 or mantissa is not a multiple of ten; scale <= MAX_SCALE
    Scaled { mantissa: i128, scale: u32 },
    // INVARIANT: reduced, and not expressible as Scaled
    Ratio(Arc<BigRational>),
}

/// Why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// It is not written as a number.
    NotANumber,
    /// It has more digits, or a larger exponent, than the language accepts.
    TooLong,
}

impl Number {
    /// Zero.
    pub const ZERO: Number = Number(Form::Scaled { mantissa: 0, scale: 0 });

    /// `mantissa / 10^scale`.
    pub fn scaled(mantissa: i128, scale: u32) -> Number {
        if scale > MAX_SCALE {
            return Number::ratio(BigRational::new(BigInt::from(mantissa), BigInt::from(10).pow(scale)));
        }
        let (mut mantissa, mut scale) = (mantissa, scale);
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Number(Form::Scaled { mantissa, scale })
    }

    /// The number in its one form.
    pub(super) fn ratio(ratio: BigRational) -> Number {
        let (mut twos, mut fives) = (0u32, 0u32);
        let mut rest = ratio.denom().clone();
        for (prime, count) in [(2u8, &mut twos), (5u8, &mut fives)] {
            while *count <= MAX_SCALE && (&rest % prime).is_zero() {
                rest /= prime;
                *count += 1;
            }
        }
        let scale = twos.max(fives);
        if rest.is_one() && scale <= MAX_SCALE {
            let mantissa = ratio.numer() * BigInt::from(10).pow(scale) / ratio.denom();
            if let Some(mantissa) = mantissa.to_i128() {
                return Number::scaled(mantissa, scale);
            }
        }
        Number(Form::Ratio(Arc::new(ratio)))
    }

    /// Reads `4800`, `26_900_000`, `5.92`, `-3`: digits, single `_` between digits, at most one point with digits on both
    /// sides. No exponent: the language has none.
    ///
    /// # Errors
    /// [`NumberError`] where the text is anything else or has more than 1,000 digits.
    pub fn parse(text: &str) -> Result<Number, NumberError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (digits, None),
        };
        let group_ok = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_digit() || b == b'_')
                && !part.starts_with('_')
                && !part.ends_with('_')
                && !part.contains("__")
        };
        if !group_ok(whole) || !fraction.is_none_or(group_ok) {
            return Err(NumberError::NotANumber);
        }
        let plain: String = digits.chars().filter(char::is_ascii_digit).collect();
        if plain.len() > MAX_DIGITS {
            return Err(NumberError::TooLong);
        }
        let scale = fraction.map_or(0, |f| f.bytes().filter(u8::is_ascii_digit).count()) as u32;
        Ok(Number::from_digits(&plain, scale, negative))
    }

    /// Reads a JSON number exactly, exponents of up to four digits included.
    ///
    /// # Errors
    /// [`NumberError`] where the text is no JSON number, has more than 1,000 digits or an exponent beyond 1,000.
    pub fn parse_json(text: &str) -> Result<Number, NumberError> {
        let Some(at) = text.find(['e', 'E']) else { return Number::parse(text) };
        let (mantissa, exponent) = (text.get(..at).unwrap_or(""), text.get(at + 1..).unwrap_or(""));
        let mantissa = Number::parse(mantissa)?;
        let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
        let digits = exponent.strip_prefix('-').unwrap_or(exponent);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NumberError::NotANumber);
        }
        let exponent: i32 = exponent.parse().map_err(|_| NumberError::TooLong)?;
        if exponent.unsigned_abs() as usize > MAX_DIGITS {
            return Err(NumberError::TooLong);
        }
        let power = Number::ratio(BigRational::from(BigInt::from(10).pow(exponent.unsigned_abs())));
        if exponent < 0 { mantissa.div(&power).ok_or(NumberError::NotANumber) } else { Ok(mantissa.mul(&power)) }
    }

    fn from_digits(plain: &str, scale: u32, negative: bool) -> Number {
        if let (Ok(mantissa), true) = (plain.parse::<i128>(), scale <= MAX_SCALE) {
            return Number::scaled(if negative { -mantissa } else { mantissa }, scale);
        }
        let mantissa: BigInt = plain.parse().unwrap_or_default();
        let mantissa = if negative { -mantissa } else { mantissa };
        Number::ratio(BigRational::new(mantissa, BigInt::from(10).pow(scale)))
    }

    pub(super) fn to_ratio(&self) -> BigRational {
        match &self.0 {
            Form::Scaled { mantissa, scale } => BigRational::new(BigInt::from(*mantissa), BigInt::from(10).pow(*scale)),
            Form::Ratio(ratio) => (**ratio).clone(),
        }
    }

    /// Both mantissas at one scale, where that fits.
    fn aligned(&self, other: &Number) -> Option<(i128, i128, u32)> {
        let (Form::Scaled { mantissa: a, scale: sa }, Form::Scaled { mantissa: b, scale: sb }) = (&self.0, &other.0)
        else {
            return None;
        };
        let scale = (*sa).max(*sb);
        let a = a.checked_mul(10i128.checked_pow(scale - sa)?)?;
        let b = b.checked_mul(10i128.checked_pow(scale - sb)?)?;
        Some((a, b, scale))
    }

    /// Sum.
    pub fn add(&self, other: &Number) -> Number {
        match self.aligned(other).and_then(|(a, b, s)| Some((a.checked_add(b)?, s))) {
            Some((mantissa, scale)) => Number::scaled(mantissa, scale),
            None => Number::ratio(self.to_ratio() + other.to_ratio()),
        }
    }

    /// Difference.
    pub fn sub(&self, other: &Number) -> Number {
        self.add(&other.neg())
    }

    /// Product.
    pub fn mul(&self, other: &Number) -> Number {
        if let (Form::Scaled { mantissa: a, scale: sa }, Form::Scaled { mantissa: b, scale: sb }) = (&self.0, &other.0)
            && let Some(mantissa) = a.checked_mul(*b)
        {
            return Number::scaled(mantissa, sa + sb);
        }
        Number::ratio(self.to_ratio() * other.to_ratio())
    }

    /// Quotient; none when `other` is zero.
    pub fn div(&self, other: &Number) -> Option<Number> {
        if other.is_zero() { None } else { Some(Number::ratio(self.to_ratio() / other.to_ratio())) }
    }

    /// A whole power from 0 to 1,000 whose result has at most some thousand digits; none otherwise.
    pub fn pow(&self, exponent: &Number) -> Option<Number> {
        let Form::Scaled { mantissa, scale: 0 } = exponent.0 else { return None };
        let exponent = u32::try_from(mantissa).ok().filter(|e| *e <= 1_000)?;
        let base = self.to_ratio();
        if base.numer().bits().max(base.denom().bits()).checked_mul(u64::from(exponent))? > 16_384 {
            return None;
        }
        Some(Number::ratio(num_traits::pow(base, exponent as usize)))
    }

    /// The number with the other sign.
    pub fn neg(&self) -> Number {
        match &self.0 {
            Form::Scaled { mantissa, scale } if *mantissa != i128::MIN => Number::scaled(-mantissa, *scale),
            _ => Number::ratio(-self.to_ratio()),
        }
    }

    /// True for zero.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Form::Scaled { mantissa: 0, .. })
    }

    /// True if it has no fraction.
    pub fn is_whole(&self) -> bool {
        match &self.0 {
            Form::Scaled { scale, .. } => *scale == 0,
            Form::Ratio(ratio) => ratio.is_integer(),
        }
    }

    /// The number as a whole `i64`, if it is one.
    pub fn to_i64(&self) -> Option<i64> {
        match self.0 {
            Form::Scaled { mantissa, scale: 0 } => i64::try_from(mantissa).ok(),
            _ => None,
        }
    }

    /// The number as `mantissa / 10^scale`, where it has that form; the mantissa is no multiple of ten unless the scale is 0.
    pub fn decimal(&self) -> Option<(i128, u32)> {
        match self.0 {
            Form::Scaled { mantissa, scale } => Some((mantissa, scale)),
            Form::Ratio(_) => None,
        }
    }

    /// How much storage the number needs, roughly in bits; the evaluator refuses to grow numbers without bound.
    pub fn bits(&self) -> u64 {
        match &self.0 {
            Form::Scaled { .. } => 128,
            Form::Ratio(r) => r.numer().bits() + r.denom().bits(),
        }
    }
}

impl From<i64> for Number {
    fn from(n: i64) -> Number {
        Number::scaled(i128::from(n), 0)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        match self.aligned(other) {
            Some((a, b, _)) => a.cmp(&b),
            None => self.to_ratio().cmp(&other.to_ratio()),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Prints the exact decimal where there is one, else a fraction `1/3`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Scaled { mantissa, scale: 0 } => write!(f, "{mantissa}"),
            Form::Scaled { mantissa, scale } => {
                let digits = format!("{:0>width$}", mantissa.unsigned_abs(), width = *scale as usize + 1);
                let (whole, fraction) = digits.split_at(digits.len() - *scale as usize);
                write!(f, "{}{whole}.{fraction}", if *mantissa < 0 { "-" } else { "" })
            }
            Form::Ratio(r) if r.denom().is_one() => write!(f, "{}", r.numer()),
            Form::Ratio(r) => {
                // A long decimal that terminates is still a decimal: 0.(40 digits).
                let mut rest = r.denom().clone();
                let mut places = 0u32;
                while places <= 2 * MAX_DIGITS as u32 && (&rest % 10u8).is_zero() {
                    rest /= 10u8;
                    places += 1;
                }
                for prime in [2u8, 5u8] {
                    while places <= 2 * MAX_DIGITS as u32 && (&rest % prime).is_zero() {
                        rest /= prime;
                        places += 1;
                    }
                }
                if !rest.is_one() {
                    return write!(f, "{}/{}", r.numer(), r.denom());
                }
                let scaled = r.numer() * BigInt::from(10).pow(places) / r.denom();
                let digits = format!("{:0>width$}", scaled.abs().to_string(), width = places as usize + 1);
                let (whole, fraction) = digits.split_at(digits.len() - places as usize);
                let sign = if r.is_negative() { "-" } else { "" };
                write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn one_form_for_one_number() {
        assert_eq!(n("5.920"), n("5.92"));
        assert_eq!(n("26_900_000"), Number::from(26_900_000));
        assert_eq!(n("1").div(&n("4")), Some(n("0.25")));
        assert_eq!(n("1").div(&n("3")).map(|t| t.mul(&n("3"))), Some(n("1")));
    }

    #[test]
    fn exact_beyond_machine_words() {
        let long = "123456789012345678901234567890123456789012345678901234567890";
        assert_eq!(n(long).to_string(), long);
        assert_eq!(n(long).sub(&n(long)), Number::ZERO);
        let small = format!("0.{}1", "0".repeat(45));
        assert_eq!(n(&small).to_string(), small);
        assert!(n(&small) > Number::ZERO);
    }

    #[test]
    fn thirds_print_as_fractions() {
        assert_eq!(n("10000").div(&n("37")).unwrap().to_string(), "10000/37");
        assert_eq!(n("-0.5").to_string(), "-0.5");
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in ["", "-", ".5", "5.", "1__0", "_1", "1_", "1e5", "NaN", "0x10", "1,000", "١"] {
            assert_eq!(Number::parse(text), Err(NumberError::NotANumber), "{text}");
        }
        assert_eq!(Number::parse(&"9".repeat(1_001)), Err(NumberError::TooLong));
    }

    #[test]
    fn json_exponents_are_exact_and_bounded() {
        assert_eq!(Number::parse_json("1.5e3"), Ok(n("1500")));
        assert_eq!(Number::parse_json("15E-1"), Ok(n("1.5")));
        assert_eq!(Number::parse_json("1e400").unwrap().to_string().len(), 401);
        assert_eq!(Number::parse_json("1e99999999999"), Err(NumberError::TooLong));
    }
}
