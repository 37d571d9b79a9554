//! Records of one thread, until the chunk is full.

use std::cell::RefCell;
use std::mem;

use crate::collector;
use crate::span::{Head, Value};

const HEADS: usize = 512;
const VALUES: usize = 4096;
const TEXT: usize = 64 << 10;

/// Heads, and the values of all of them one after the other.
pub(crate) struct Chunk {
    pub(crate) heads: Vec<Head>,
    pub(crate) values: Vec<Stored>,
    pub(crate) text: Vec<u8>,
}

/// A value as it is kept.
pub(crate) enum Stored {
    U64(u64),
    Static(&'static str),
    /// So many bytes of the chunk's text.
    Text(usize),
}

impl Chunk {
    /// Without room for anything.
    const NONE: Chunk = Chunk {
        heads: Vec::new(),
        values: Vec::new(),
        text: Vec::new(),
    };

    pub(crate) fn with_capacity() -> Chunk {
        Chunk {
            heads: Vec::with_capacity(HEADS),
            values: Vec::with_capacity(VALUES),
            text: Vec::with_capacity(TEXT),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.heads.clear();
        self.values.clear();
        self.text.clear();
    }

    #[inline(always)]
    fn has_room(&self, values: usize, text: usize) -> bool {
        self.heads.len() < self.heads.capacity()
            && self.values.capacity() - self.values.len() >= values
            && self.text.capacity() - self.text.len() >= text
    }
}

/// The chunk of a thread; what it holds is not lost when the thread ends.
struct Own(Chunk);

impl Drop for Own {
    fn drop(&mut self) {
        collector::give(mem::replace(&mut self.0, Chunk::NONE));
    }
}

thread_local! {
    static OWN: RefCell<Own> = const { RefCell::new(Own(Chunk::NONE)) };
}

#[inline(always)]
pub(crate) fn push<const N: usize>(head: Head, values: &[Value<'_>; N]) {
    let mut text = 0;
    for value in values {
        if let Value::Text(of) = value {
            text += of.len();
        }
    }
    OWN.with_borrow_mut(|Own(chunk)| {
        if !chunk.has_room(N, text) && !swap(chunk) {
            return;
        }
        chunk.heads.push(head);
        for value in values {
            chunk.values.push(match *value {
                Value::U64(number) => Stored::U64(number),
                Value::Static(text) => Stored::Static(text),
                Value::Text(text) => {
                    chunk.text.extend_from_slice(text.as_bytes());
                    Stored::Text(text.len())
                }
            });
        }
    });
}

/// Hands the chunk over for an empty one. `false` if there is none to be had.
#[cold]
#[inline(never)]
fn swap(chunk: &mut Chunk) -> bool {
    match collector::take_empty() {
        Some(empty) => {
            collector::give(mem::replace(chunk, empty));
            true
        }
        None => false,
    }
}

/// Hands over what this thread has.
pub(crate) fn hand_over() {
    OWN.with_borrow_mut(|Own(chunk)| collector::give(mem::replace(chunk, Chunk::NONE)));
}
