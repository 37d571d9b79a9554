//! Where a declared attribute is written: words inside of the span's guard.

use std::fmt::{self, Debug, Display, Write as _};

use crate::contain::contain;
use crate::value::{Value, text, words};
use crate::{counters, limits};

/// The values of a span's declared attributes may take this much; bytes.
const MAX_BYTES: usize = 512 * 1024;

/// Room for the values of declared attributes, copied when the span starts.
///
/// The room itself is in the guard, as many words as the macro reckons with.
/// What does not fit goes to the heap, as does all that follows it.
pub(crate) struct AttributeBuffer<Words: ?Sized = [u64]> {
    len: usize,
    spill: Option<Box<Spill>>,
    words: Words,
}

/// Behind a `Box`, so that a guard without one is no larger than it must be.
struct Spill(Vec<u64>);

impl<const W: usize> AttributeBuffer<[u64; W]> {
    #[inline]
    pub(crate) const fn new() -> Self {
        AttributeBuffer {
            len: 0,
            spill: None,
            words: [0; W],
        }
    }
}

impl AttributeBuffer {
    /// What was written.
    #[inline]
    pub(crate) fn view(&self) -> Declared<'_> {
        Declared {
            words: self.words.get(..self.len).unwrap_or_default(),
            spill: match &self.spill {
                Some(spill) => &spill.0,
                None => &[],
            },
        }
    }

    /// Frees what went to the heap.
    #[inline]
    pub(super) fn free(&mut self) {
        self.spill = None;
    }

    #[inline]
    fn write(&mut self, words: &[u64]) -> Recorded {
        let to = self.claim(words.len());
        if to.len() == words.len() {
            to.copy_from_slice(words);
        }
        Recorded(())
    }

    #[inline]
    fn write_text(&mut self, text: &str) -> Recorded {
        if text.len() <= words::SHORT {
            return self.write(&[words::short_text_word(text)]);
        }
        let to = self.claim(1 + text::padded(text.len()));
        if let Some((tag, to)) = to.split_first_mut() {
            *tag = words::text_tag(text.len());
            text::copy_padded(to, text.as_bytes());
        }
        Recorded(())
    }

    /// The next `size` words, or none if the span has had its share: the
    /// attribute is then marked as dropped.
    #[inline]
    fn claim(&mut self, size: usize) -> &mut [u64] {
        let start = self.len;
        // Once one value went to the heap, the ones behind it follow, so that
        // they stay in order.
        if self.spill.is_none()
            && let Some(words) = self.words.get_mut(start..start + size)
        {
            self.len = start + size;
            return words;
        }
        spill(&mut self.spill, size)
    }
}

/// Values of declared attributes, in the order of the callsite's keys.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Declared<'a> {
    pub(super) words: &'a [u64],
    pub(super) spill: &'a [u64],
}

impl<'a> Declared<'a> {
    /// The words of a value that stands alone.
    pub(super) fn single(self) -> &'a [u64] {
        match self.spill {
            [] => self.words,
            spill => spill,
        }
    }
}

/// The place of one attribute: each method consumes it, so that exactly one
/// value is written.
pub struct Slot<'a>(pub(super) &'a mut AttributeBuffer);

/// Proof that a [`Slot`] was used. Only its methods give one.
#[derive(Debug)]
#[must_use = "hand it back: it proves that the attribute was recorded"]
pub struct Recorded(pub(super) ());

impl Slot<'_> {
    /// Records nothing: there is no such attribute on this span.
    #[inline]
    pub fn none(self) -> Recorded {
        self.0.write(&[words::NONE])
    }

    /// Records a truth value.
    #[inline]
    pub fn bool(self, value: bool) -> Recorded {
        self.0.write(&[words::bool_word(value)])
    }

    /// Records an integer.
    #[inline]
    pub fn i64(self, value: i64) -> Recorded {
        match words::small_int_word(value) {
            Some(word) => self.0.write(&[word]),
            None => self.0.write(&words::int_words(value)),
        }
    }

    /// Records an integer; above `i64::MAX`, which OpenTelemetry cannot carry,
    /// as decimal text.
    #[inline]
    pub fn u64(self, value: u64) -> Recorded {
        match i64::try_from(value) {
            Ok(value) => self.i64(value),
            Err(_) => self.display(&value),
        }
    }

    /// Records a floating-point number.
    #[inline]
    pub fn f64(self, value: f64) -> Recorded {
        self.0.write(&words::float_words(value))
    }

    /// Records a text, cut to [`Limits::value_length`](crate::pipeline::Limits::value_length).
    #[inline]
    pub fn str(self, text: &str) -> Recorded {
        if text.len() > limits::value_length() {
            return self.long_str(text);
        }
        self.0.write_text(text)
    }

    #[cold]
    #[inline(never)]
    fn long_str(self, text: &str) -> Recorded {
        self.0.write_text(text::cut(text, limits::value_length()))
    }

    /// Records a list of truth values.
    pub fn bools(self, list: &[bool]) -> Recorded {
        self.list(|to, limit| words::push_bools(to, list, limit))
    }

    /// Records a list of integers.
    pub fn i64s(self, list: &[i64]) -> Recorded {
        self.list(|to, limit| words::push_ints(to, list, limit))
    }

    /// Records a list of floating-point numbers.
    pub fn f64s(self, list: &[f64]) -> Recorded {
        self.list(|to, limit| words::push_floats(to, list, limit))
    }

    /// Records a list of texts.
    pub fn strs<T: AsRef<str>>(self, list: &[T]) -> Recorded {
        self.list(|to, limit| words::push_texts(to, list, limit))
    }

    /// Records an owned value.
    pub fn value(self, value: &Value) -> Recorded {
        self.list(|to, limit| words::push_value(to, value, limit))
    }

    /// Records the text that `Display` gives. If it fails or panics, what it
    /// wrote before that, or `<panicked>`.
    pub fn display(self, value: &(impl Display + ?Sized)) -> Recorded {
        let mut text = Text::new(limits::value_length());
        text.render(|text| write!(text, "{value}"));
        self.str(text.as_str())
    }

    /// Records the text that `Debug` gives. If it fails or panics, what it wrote
    /// before that, or `<panicked>`.
    pub fn debug(self, value: &(impl Debug + ?Sized)) -> Recorded {
        let mut text = Text::new(limits::value_length());
        text.render(|text| write!(text, "{value:?}"));
        self.str(text.as_str())
    }

    /// Lists are rare: they go through the heap.
    #[cold]
    fn list(self, write: impl FnOnce(&mut Vec<u64>, usize)) -> Recorded {
        let mut words = Vec::new();
        write(&mut words, limits::value_length());
        self.0.write(&words)
    }
}

impl Debug for Slot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").finish_non_exhaustive()
    }
}

/// The next `size` words on the heap, where the room in the guard is spent; see
/// [`AttributeBuffer::claim`].
#[cold]
#[inline(never)]
fn spill(spill: &mut Option<Box<Spill>>, size: usize) -> &mut [u64] {
    let spilled = &mut spill.get_or_insert_with(|| Box::new(Spill(Vec::new()))).0;
    let start = spilled.len();
    if (start + size) * 8 > MAX_BYTES {
        spilled.push(words::DROPPED);
        return &mut [];
    }
    spilled.resize(start + size, 0);
    &mut spilled[start..]
}

/// A text being formatted: on the stack while it is short.
struct Text {
    short: [u8; Text::SHORT],
    len: usize,
    long: String,
    limit: usize,
}

impl Text {
    const SHORT: usize = 64;

    fn new(limit: usize) -> Self {
        Text {
            short: [0; Text::SHORT],
            len: 0,
            long: String::new(),
            limit,
        }
    }

    /// Runs the user's code. Nothing is borrowed or locked meanwhile.
    fn render(&mut self, write: impl FnOnce(&mut Text) -> fmt::Result) {
        if contain(|| write(self).is_ok()).is_none() {
            counters::attribute_panicked();
            self.limit = usize::MAX;
            let _ = self.write_str("<panicked>");
        }
    }

    fn as_str(&self) -> &str {
        if self.long.is_empty() {
            // Whole `str`s were copied in, so it is one.
            let short = self.short.get(..self.len).unwrap_or_default();
            std::str::from_utf8(short).unwrap_or_default()
        } else {
            &self.long
        }
    }
}

impl fmt::Write for Text {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let written = self.len.max(self.long.len());
        let fitting = text::cut(part, self.limit.saturating_sub(written));
        let end = written + fitting.len();
        if self.long.is_empty()
            && let Some(to) = self.short.get_mut(written..end)
        {
            to.copy_from_slice(fitting.as_bytes());
            self.len = end;
        } else {
            if self.long.is_empty() {
                self.long = self.as_str().to_owned();
            }
            self.long.push_str(fitting);
        }
        if fitting.len() < part.len() {
            return Err(fmt::Error); // ends the formatting: nothing more would fit
        }
        Ok(())
    }
}
