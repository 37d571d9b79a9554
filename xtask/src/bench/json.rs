//! Reads the one kind of JSON that programs here print: a flat object.

use std::iter::Peekable;
use std::str::Chars;

/// An object, in the order in which it was written.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Object {
    entries: Vec<(String, Value)>,
    /// As it was read.
    line: String,
}

#[derive(Debug, Clone, PartialEq)]
enum Value {
    Text(String),
    Number(f64),
    Truth(bool),
}

impl Object {
    /// The object in a line of text.
    ///
    /// # Errors
    ///
    /// If it is none, or has something other than texts, numbers and truth values.
    pub(crate) fn parse(line: &str) -> Result<Object, String> {
        let mut reader = Reader(line.trim().chars().peekable());
        let entries = reader.object();
        match (entries, reader.0.next()) {
            (Some(entries), None) => Ok(Object {
                entries,
                line: line.trim().to_owned(),
            }),
            _ => Err(format!("not a flat JSON object: {line}")),
        }
    }

    /// The line that it was read from.
    pub(crate) fn line(&self) -> &str {
        &self.line
    }

    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn number(&self, key: &str) -> Option<f64> {
        match self.get(key)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn is_true(&self, key: &str) -> bool {
        self.get(key) == Some(&Value::Truth(true))
    }

    /// The numbers whose keys begin so, by the rest of the key.
    pub(crate) fn numbers<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, f64)> {
        self.entries
            .iter()
            .filter_map(move |(key, value)| match value {
                Value::Number(number) => Some((key.strip_prefix(prefix)?, *number)),
                _ => None,
            })
    }

    fn get(&self, key: &str) -> Option<&Value> {
        let found = self.entries.iter().find(|(of, _)| of == key);
        found.map(|(_, value)| value)
    }
}

struct Reader<'a>(Peekable<Chars<'a>>);

impl Reader<'_> {
    fn object(&mut self) -> Option<Vec<(String, Value)>> {
        let mut entries = Vec::new();
        self.expect('{')?;
        if self.skip_space() == Some('}') {
            self.0.next();
            return Some(entries);
        }
        loop {
            self.expect('"')?;
            let key = self.text()?;
            self.expect(':')?;
            let value = self.value()?;
            entries.push((key, value));
            self.skip_space();
            match self.0.next()? {
                ',' => {}
                '}' => return Some(entries),
                _ => return None,
            }
        }
    }

    fn value(&mut self) -> Option<Value> {
        if self.skip_space()? == '"' {
            self.0.next();
            return self.text().map(Value::Text);
        }
        let mut word = String::new();
        while let Some(part) = self.0.next_if(|part| !matches!(part, ',' | '}' | ' ')) {
            word.push(part);
        }
        match word.as_str() {
            "true" => Some(Value::Truth(true)),
            "false" => Some(Value::Truth(false)),
            number => number.parse().ok().map(Value::Number),
        }
    }

    /// The rest of a text, up to its closing quotation mark.
    fn text(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.0.next()? {
                '"' => return Some(text),
                '\\' => text.push(self.escaped()?),
                other => text.push(other),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        match self.0.next()? {
            'n' => Some('\n'),
            't' => Some('\t'),
            'u' => {
                let digits: String = self.0.by_ref().take(4).collect();
                char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
            }
            same @ ('"' | '\\' | '/') => Some(same),
            _ => None,
        }
    }

    fn expect(&mut self, wanted: char) -> Option<()> {
        self.skip_space();
        self.0.next_if_eq(&wanted).map(|_| ())
    }

    fn skip_space(&mut self) -> Option<char> {
        while self.0.next_if(|next| next.is_whitespace()).is_some() {}
        self.0.peek().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_programs_print() {
        let line =
            r#" {"a": "x \"y\"\u000a µ", "b":-1.5e3,"c":true, "lost_full":2, "lost_late":0} "#;
        let object = Object::parse(line).expect(line);
        assert_eq!(object.text("a"), Some("x \"y\"\n µ"));
        assert_eq!(object.number("b"), Some(-1500.0));
        assert!(object.is_true("c") && !object.is_true("a"));
        let lost: Vec<_> = object.numbers("lost_").collect();
        assert_eq!(lost, [("full", 2.0), ("late", 0.0)]);
        assert_eq!(object.text("b"), None);
        assert_eq!(object.number("z"), None);
        assert_eq!(Object::parse(" {} ").expect("empty").line(), "{}");
    }

    #[test]
    fn refuses_what_is_not_flat_or_not_whole() {
        for line in [
            "",
            "# a comment",
            "{",
            r#"{"a":1"#,
            r#"{"a":1} 2"#,
            r#"{"a":[1]}"#,
            r#"{"a":{}}"#,
            r#"{"a":null}"#,
            r#"{"a" 1}"#,
            r#"{"a":"x}"#,
            r#"{"a":"\q"}"#,
        ] {
            assert!(Object::parse(line).is_err(), "{line}");
        }
    }
}
