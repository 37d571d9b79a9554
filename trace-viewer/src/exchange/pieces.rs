//! A file of any size, of which as much is in memory at once as belongs together.

use std::io::{self, BufRead};
use std::mem;

use super::nesting::{Nesting, is_document};
use super::place::Misread;
use super::read::{Document, read};

/// The pieces of a file, one after the other: a line, or the lines of one document.
///
/// A line of OTLP JSON stands for itself: what was begun before it and has not ended is broken,
/// and costs nothing but itself.
#[derive(Debug)]
pub struct Pieces<R> {
    source: R,
    limit: usize,
    bytes: u64,
    /// How many lines belong to pieces that were given.
    lines: usize,
    /// A line that was read already, and begins the next piece.
    ahead: Option<Line>,
}

/// A part of a file: whole lines, in which documents begin and end.
#[derive(Debug)]
pub struct Piece {
    /// From 1.
    first_line: usize,
    /// Nothing where it is longer than this.
    text: Result<Vec<u8>, usize>,
}

#[derive(Debug)]
struct Line {
    /// Empty where it is longer than a piece may be.
    text: Vec<u8>,
    is_too_long: bool,
    /// How deep in a document it ends.
    nesting: Nesting,
}

impl<R: BufRead> Pieces<R> {
    /// Nothing is read yet. A piece has at most `limit` bytes; a longer one is skipped.
    pub fn of(source: R, limit: usize) -> Self {
        Pieces {
            source,
            limit,
            bytes: 0,
            lines: 0,
            ahead: None,
        }
    }

    /// How many bytes of the file were read so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    fn piece(&mut self) -> io::Result<Option<Piece>> {
        let first_line = self.lines + 1;
        let (mut text, mut is_too_long, mut nesting) = (Vec::new(), false, Nesting::default());
        while let Some(line) = self.line(nesting)? {
            if self.lines + 1 > first_line && is_document(&line.text) {
                self.ahead = Some(Line {
                    nesting: Nesting::default(),
                    ..line
                });
                break;
            }
            self.lines += 1;
            is_too_long |= line.is_too_long || text.len() + line.text.len() > self.limit;
            match is_too_long {
                true => text.clear(),
                false => text.extend_from_slice(&line.text),
            }
            nesting = line.nesting;
            if nesting.depth == 0 {
                break;
            }
        }
        if self.lines + 1 == first_line {
            return Ok(None);
        }
        // A document that breaks off does so on its last line, and not on the next.
        text.truncate(text.trim_ascii_end().len());
        let text = if is_too_long {
            Err(self.limit)
        } else {
            Ok(text)
        };
        Ok(Some(Piece { first_line, text }))
    }

    /// The next line, in a document of which so much has come before.
    fn line(&mut self, before: Nesting) -> io::Result<Option<Line>> {
        if let Some(line) = self.ahead.take() {
            return Ok(Some(line));
        }
        let mut line = Line {
            text: Vec::new(),
            is_too_long: false,
            nesting: before,
        };
        let begun = self.bytes;
        loop {
            let buffered = match self.source.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                buffered => buffered?,
            };
            let end = buffered.iter().position(|byte| *byte == b'\n');
            let part = &buffered[..end.map_or(buffered.len(), |end| end + 1)];
            line.nesting.read(part);
            line.is_too_long |= line.text.len() + part.len() > self.limit;
            match line.is_too_long {
                true => drop(mem::take(&mut line.text)),
                false => line.text.extend_from_slice(part),
            }
            let (length, is_end) = (part.len(), part.is_empty() || end.is_some());
            self.source.consume(length);
            self.bytes += length as u64;
            if is_end {
                return Ok((self.bytes > begun).then_some(line));
            }
        }
    }
}

impl<R: BufRead> Iterator for Pieces<R> {
    type Item = io::Result<Piece>;

    /// The next piece that is not blank. After an error there is nothing more to be had.
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.piece() {
                Ok(Some(piece)) if piece.text.as_ref().is_ok_and(Vec::is_empty) => {}
                piece => return piece.transpose(),
            }
        }
    }
}

impl Piece {
    /// The documents in it, and what is wrong with it, with the lines of the file.
    pub fn documents(&self) -> impl Iterator<Item = Result<Document, Misread>> + '_ {
        let (reading, misread) = match &self.text {
            Err(limit) => (None, Some(self.too_long(*limit))),
            Ok(text) => match read(text) {
                Ok(reading) => (Some(reading), None),
                Err(misread) => (None, Some(misread)),
            },
        };
        let documents = reading.into_iter().flatten();
        documents
            .chain(misread.map(Err))
            .map(|document| document.map_err(|misread| self.in_file(misread)))
    }

    fn too_long(&self, limit: usize) -> Misread {
        Misread {
            line: 1,
            column: 1,
            what: format!("what begins here is longer than {limit} bytes, and is left out"),
        }
    }

    fn in_file(&self, misread: Misread) -> Misread {
        Misread {
            line: misread.line + self.first_line - 1,
            ..misread
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(file: &str, limit: usize) -> Vec<(usize, Option<String>)> {
        let text = |text: Vec<u8>| String::from_utf8(text).unwrap();
        let piece = |piece: Piece| (piece.first_line, piece.text.ok().map(text));
        // As small as reads can be.
        let source = io::BufReader::with_capacity(1, file.as_bytes());
        let pieces = Pieces::of(source, limit);
        pieces.map(|read| piece(read.unwrap())).collect()
    }

    fn whole(line: usize, text: &str) -> (usize, Option<String>) {
        (line, Some(text.to_owned()))
    }

    #[test]
    fn a_piece_is_a_line_or_the_lines_of_a_document() {
        let file = "{\"a\": \"}\\\"\"}\n\n \n{\n\"b\": [\n]\n}\nnothing\n[1] [2]";
        assert_eq!(
            pieces(file, 99),
            [
                whole(1, "{\"a\": \"}\\\"\"}"),
                whole(4, "{\n\"b\": [\n]\n}"),
                whole(8, "nothing"),
                whole(9, "[1] [2]")
            ]
        );
        assert_eq!(pieces("", 99), []);
        assert_eq!(pieces("\n\n", 99), []);
    }

    #[test]
    fn what_is_broken_costs_nothing_but_itself() {
        let good = "{\"resourceSpans\":[]}";
        for broken in [
            "{\"resourceSpans\":[",
            "{\"resourceSpans\":[]}}",
            "{\"resourceSpans\":\"",
            "{\n{\n[",
        ] {
            let file = format!("{good}\n{broken}\n{good}\nnothing\n{good}");
            let next = 2 + broken.lines().count();
            let expected = [
                whole(1, good),
                whole(2, broken),
                whole(next, good),
                whole(next + 1, "nothing"),
                whole(next + 2, good),
            ];
            assert_eq!(pieces(&file, 99), expected, "{broken}");
        }
    }

    #[test]
    fn what_is_too_long_is_skipped() {
        let good = "{\"resourceLogs\":[]}";
        for long in [
            "[\"0123456789abcdef\"]",
            "[\"0123456789abcdefg",
            "[\n0,\n1,\n2,\n3,\n4,\n5,\n6]",
        ] {
            let file = format!("{long}\n{good}");
            let last = 1 + long.lines().count();
            assert_eq!(pieces(&file, 19), [(1, None), whole(last, good)], "{long}");
        }
    }
}
