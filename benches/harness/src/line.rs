//! The output: one flat JSON object a line.

use std::fmt::{Display, Write as _};

/// A line that is being written. Keys are written as they come.
#[derive(Debug, Default)]
pub struct Line(String);

impl Line {
    /// An empty object.
    pub fn new() -> Self {
        Line::default()
    }

    /// Adds a text.
    #[must_use]
    pub fn text(self, key: &str, value: &str) -> Self {
        let mut quoted = String::with_capacity(value.len() + 2);
        quoted.push('"');
        for character in value.chars() {
            match character {
                '"' | '\\' => quoted.extend(['\\', character]),
                // Writing to a `String` cannot fail.
                control if control.is_control() => {
                    let _ = write!(quoted, "\\u{:04x}", u32::from(control));
                }
                other => quoted.push(other),
            }
        }
        quoted.push('"');
        self.raw(key, quoted)
    }

    /// Adds a number that is counted.
    #[must_use]
    pub fn count(self, key: &str, value: u64) -> Self {
        self.raw(key, value)
    }

    /// Adds a number that is measured; nothing if it is infinite or none.
    #[must_use]
    pub fn number(self, key: &str, value: f64) -> Self {
        if value.is_finite() {
            self.raw(key, value)
        } else {
            self
        }
    }

    /// Adds a truth value.
    #[must_use]
    pub fn truth(self, key: &str, value: bool) -> Self {
        self.raw(key, value)
    }

    fn raw(mut self, key: &str, value: impl Display) -> Self {
        let comma = if self.0.is_empty() { "" } else { "," };
        let _ = write!(self.0, "{comma}\"{key}\":{value}");
        self
    }

    /// Prints it.
    pub fn print(&self) {
        println!("{{{}}}", self.0);
    }
}

/// A figure that is no workload; see `benches/README.md`.
#[derive(Debug)]
#[must_use = "a figure is to be printed"]
pub struct Figure(Line);

impl Figure {
    /// What was measured. The name is the same in every run.
    pub fn new(name: &str, value: f64, unit: &str) -> Self {
        let line = Line::new().text("figure", name);
        Figure(line.number("value", value).text("unit", unit))
    }

    /// What is to be reached: this or less.
    pub fn at_most(self, reach: f64) -> Self {
        Figure(self.0.number("at_most", reach))
    }

    /// What is to be reached: this or more.
    pub fn at_least(self, reach: f64) -> Self {
        Figure(self.0.number("at_least", reach))
    }

    /// Something to say about it.
    pub fn note(self, note: &str) -> Self {
        Figure(self.0.text("note", note))
    }

    /// Prints it as one line.
    pub fn print(&self) {
        self.0.print();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_json() {
        let line = Line::new()
            .text("text", "a \"b\"\\\n")
            .count("count", 3)
            .number("number", 2.5)
            .number("none", f64::NAN)
            .truth("truth", true);
        assert_eq!(
            line.0,
            r#""text":"a \"b\"\\\u000a","count":3,"number":2.5,"truth":true"#
        );
        let figure = Figure::new("lost", 0.0, "spans").at_most(0.0).note("none");
        assert_eq!(
            figure.0.0,
            r#""figure":"lost","value":0,"unit":"spans","at_most":0,"note":"none""#
        );
    }
}
