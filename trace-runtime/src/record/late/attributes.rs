//! The attributes that were set while a span runs.

use crate::limits;
use crate::record::keys::Keys;
use crate::record::pairs;
use crate::value::ValueRef;
use crate::value::words::Words;

/// Keys (text) and values, as they will lie in the record.
///
/// A value is encoded when it is set, so that nothing is kept of where it came from, and is
/// not compared with the others: of two with the same key the last counts, which is found
/// out by the collector, or here when there is no more room.
#[derive(Debug, Clone)]
pub(super) struct Attributes {
    words: Words,
    count: usize,
    /// Where the keys lie, if nothing was set since that was found out.
    keys: Keys,
    is_settled: bool,
}

impl Attributes {
    pub(super) const NONE: Attributes = Attributes {
        words: Words::NONE,
        count: 0,
        keys: Keys::NONE,
        is_settled: false,
    };

    #[inline]
    pub(super) fn words(&self) -> &[u64] {
        self.words.written()
    }

    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.count = 0;
        self.is_settled = false;
    }

    /// Words that are kept for the next span.
    pub(super) fn capacity(&self) -> usize {
        self.words.capacity() + self.keys.capacity()
    }

    pub(super) fn contains(&self, key: &str) -> bool {
        pairs::find(self.words(), key.as_bytes()).is_some()
    }

    /// Sets an attribute of about so many words, where all together may take `most_words`;
    /// returns how many were refused.
    #[inline]
    pub(super) fn put(
        &mut self,
        key: &str,
        value: ValueRef<'_>,
        words: usize,
        most_words: usize,
    ) -> u32 {
        if self.has_room(1, words, most_words) || self.make_room(key.as_bytes(), words, most_words)
        {
            self.count += 1;
            self.is_settled = false;
            self.words.push_pair(key, value, limits::value_length());
            return 0;
        }
        1
    }

    /// Sets attributes that are encoded already, so many of them; see [`put`](Self::put).
    #[inline]
    pub(super) fn put_all(&mut self, pairs: &[u64], count: usize, most_words: usize) -> u32 {
        if self.has_room(count, pairs.len(), most_words) {
            self.count += count;
            self.is_settled = false;
            self.words.extend(pairs);
            return 0;
        }
        self.put_each(pairs, most_words)
    }

    #[cold]
    #[inline(never)]
    fn put_each(&mut self, pairs: &[u64], most_words: usize) -> u32 {
        let mut refused = 0;
        for (key, range) in pairs::split(pairs) {
            let pair = pairs.get(range).unwrap_or_default();
            if self.has_room(1, pair.len(), most_words)
                || self.make_room(key, pair.len(), most_words)
            {
                self.count += 1;
                self.is_settled = false;
                self.words.extend(pair);
            } else {
                refused += 1;
            }
        }
        refused
    }

    #[inline]
    fn has_room(&self, count: usize, words: usize, most_words: usize) -> bool {
        self.count + count <= limits::attributes() && self.words.len() + words <= most_words
    }

    /// Leaves out what was set again, and what is about to be; returns whether that makes
    /// room for it. A key that is refused is looked up, and no more: there may be millions.
    #[cold]
    #[inline(never)]
    fn make_room(&mut self, key: &[u8], words: usize, most_words: usize) -> bool {
        if !self.is_settled {
            self.settle();
        }
        let is_there = self
            .keys
            .has(key, |at| pairs::key_at(self.words(), at) == key);
        let before = is_there.then(|| pairs::find(self.words(), key)).flatten();
        let (count, length) = match &before {
            Some(before) => (self.count - 1, self.words.len() - before.len()),
            None => (self.count, self.words.len()),
        };
        let is_room = count < limits::attributes() && length + words <= most_words;
        if is_room && let Some(before) = before {
            pairs::leave_out(self.words.written_mut(), before);
            self.count = count;
            self.close_up();
        }
        is_room
    }

    /// Leaves each key once, and knows where they lie until another is set.
    fn settle(&mut self) {
        let length = self.words.len();
        self.count = pairs::leave_out_repeats(self.words.written_mut(), &mut self.keys);
        self.close_up();
        if self.words.len() < length {
            pairs::leave_out_repeats(self.words.written_mut(), &mut self.keys);
        }
        self.is_settled = true;
    }

    fn close_up(&mut self) {
        let length = pairs::close_up(self.words.written_mut());
        self.words.truncate(length);
    }
}
