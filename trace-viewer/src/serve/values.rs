//! Values of flags: durations, sizes, shares, addresses.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

/// A duration in days, hours, minutes, seconds or milliseconds: `24h`, `90s`, `500ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep(pub Duration);

/// A number of bytes: `10GB`, `500MiB`, `1000000`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bytes(pub u64);

/// A share of a hundred: `5%`, `5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent(pub u8);

/// Where to listen: an address with a port, a port alone (of this machine only), or `off`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(pub Option<SocketAddr>);

/// The number at the start of a text, and what follows it.
fn number(text: &str) -> Option<(u64, &str)> {
    let end = text
        .find(|char: char| !char.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    Some((digits.parse().ok()?, unit.trim()))
}

impl FromStr for Keep {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let millis = number(text).and_then(|(number, unit)| {
            let millis = match unit {
                "ms" => 1,
                "s" => 1_000,
                "m" | "min" => 60_000,
                "h" => 3_600_000,
                "d" => 86_400_000,
                _ => return None,
            };
            number.checked_mul(millis)
        });
        millis
            .map(|millis| Keep(Duration::from_millis(millis)))
            .ok_or_else(|| {
                "expected a number and one of `ms`, `s`, `m`, `h`, `d`, as in `24h`".to_owned()
            })
    }
}

impl fmt::Display for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.0.as_millis();
        let units = [
            (86_400_000, "d"),
            (3_600_000, "h"),
            (60_000, "m"),
            (1_000, "s"),
        ];
        // A day is said in hours: `24h` is how it is written in the first place.
        let fitting = units.into_iter().find(|(unit, name)| {
            millis.is_multiple_of(*unit) && millis >= *unit && (*name != "d" || millis > *unit)
        });
        match fitting {
            Some((unit, name)) => write!(f, "{}{name}", millis / unit),
            None => write!(f, "{millis}ms"),
        }
    }
}

impl FromStr for Bytes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bytes = number(text).and_then(|(number, unit)| {
            let bytes = match unit.to_ascii_lowercase().as_str() {
                "" | "b" => 1,
                "kb" => 1_000,
                "mb" => 1_000_000,
                "gb" => 1_000_000_000,
                "tb" => 1_000_000_000_000,
                "kib" => 1 << 10,
                "mib" => 1 << 20,
                "gib" => 1 << 30,
                "tib" => 1 << 40,
                _ => return None,
            };
            number.checked_mul(bytes)
        });
        bytes
            .map(Bytes)
            .ok_or_else(|| "expected a number and a unit, as in `10GB` or `500MiB`".to_owned())
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [
            (1_000_000_000_000, "TB"),
            (1_000_000_000, "GB"),
            (1_000_000, "MB"),
            (1 << 30, "GiB"),
            (1 << 20, "MiB"),
        ];
        let fitting = units
            .into_iter()
            .find(|(unit, _)| self.0 > 0 && self.0.is_multiple_of(*unit));
        match fitting {
            Some((unit, name)) => write!(f, "{}{name}", self.0 / unit),
            None => write!(f, "{}B", self.0),
        }
    }
}

impl FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let share = number(text).filter(|(_, unit)| matches!(*unit, "" | "%"));
        share
            .and_then(|(number, _)| u8::try_from(number).ok().filter(|number| *number <= 100))
            .map(Percent)
            .ok_or_else(|| "expected a share from `0%` to `100%`".to_owned())
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.0)
    }
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "off" {
            return Ok(Place(None));
        }
        let port = || text.trim_start_matches(':').parse().ok();
        let of_port = |port: u16| SocketAddr::from(([127, 0, 0, 1], port));
        let address = text.replace("localhost", "127.0.0.1").parse().ok();
        address
            .or_else(|| port().map(of_port))
            .map(|address| Place(Some(address)))
            .ok_or_else(|| {
                "expected an address with a port, as in `127.0.0.1:4318`, or `off`".to_owned()
            })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(address) => write!(f, "{address}"),
            None => f.write_str("off"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round<T: FromStr<Err = String> + fmt::Display>(text: &str) -> Result<String, String> {
        text.parse().map(|value: T| value.to_string())
    }

    #[test]
    fn values_are_shown_as_they_are_written() {
        for text in ["24h", "500ms", "90s", "7d", "5m"] {
            assert_eq!(round::<Keep>(text).as_deref(), Ok(text));
        }
        for text in ["10GB", "500MiB", "150MB", "17B"] {
            assert_eq!(round::<Bytes>(text).as_deref(), Ok(text));
        }
        for text in ["127.0.0.1:4318", "[::1]:1", "off"] {
            assert_eq!(round::<Place>(text).as_deref(), Ok(text));
        }
        assert_eq!(round::<Percent>("5").as_deref(), Ok("5%"));
    }

    #[test]
    fn a_port_alone_is_of_this_machine() {
        assert_eq!(round::<Place>("4000").as_deref(), Ok("127.0.0.1:4000"));
        assert_eq!(round::<Place>(":4000").as_deref(), Ok("127.0.0.1:4000"));
        assert_eq!(
            round::<Place>("localhost:4000").as_deref(),
            Ok("127.0.0.1:4000")
        );
    }

    #[test]
    fn what_is_no_value_is_refused_with_an_example() {
        assert!(round::<Keep>("24").unwrap_err().contains("`24h`"));
        assert!(round::<Keep>("18446744073709551615d").is_err());
        assert!(round::<Bytes>("10 gigs").unwrap_err().contains("`10GB`"));
        assert!(round::<Percent>("101").is_err());
        assert!(round::<Place>("nowhere").unwrap_err().contains("`off`"));
    }
}
