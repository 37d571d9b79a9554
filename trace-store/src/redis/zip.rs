//! Compression, with the dictionaries that all stores share.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::{get_dict_id_from_dict, get_dict_id_from_frame};

const LEVEL: i32 = 1;

/// The most bytes that one element may inflate to.
const INFLATED_BYTES: usize = 64 << 20;

/// The longest dictionary that is believed to be one.
const DICTIONARY_BYTES: usize = 1 << 20;

/// How many dictionaries are known at a time; there is a new one a day at most.
const DICTIONARIES: usize = 64;

/// An element that cannot be read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// The element is of no known version, or damaged.
    Damaged,
    /// The dictionary with this number is not known.
    Dictionary(u32),
}

/// Compresses with the dictionary in use, and inflates with any that is known.
#[derive(Debug, Default)]
pub(super) struct Zip {
    known: RwLock<Known>,
}

#[derive(Debug, Default)]
struct Known {
    in_use: Option<Dictionary>,
    all: HashMap<u32, Arc<[u8]>>,
}

/// What is often found in what is compressed.
#[derive(Debug, Clone)]
pub(super) struct Dictionary {
    pub(super) id: u32,
    pub(super) bytes: Arc<[u8]>,
}

/// To load a dictionary takes longer than to compress with it: each thread keeps the last one.
struct Loaded<T> {
    id: u32,
    with: T,
}

thread_local! {
    static COMPRESSOR: RefCell<Option<Loaded<Compressor<'static>>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Loaded<Decompressor<'static>>>> =
        const { RefCell::new(None) };
}

impl Zip {
    pub(super) fn in_use(&self) -> Option<Dictionary> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.in_use.clone()
    }

    pub(super) fn knows(&self, id: u32) -> bool {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.all.contains_key(&id)
    }

    /// Makes a dictionary known. `None` if it is none, or damaged so that nothing can be
    /// compressed with it.
    pub(super) fn learn(&self, bytes: &[u8]) -> Option<Dictionary> {
        let id = get_dict_id_from_dict(bytes)?.get();
        if bytes.len() > DICTIONARY_BYTES || !works(bytes) {
            return None;
        }
        let bytes: Arc<[u8]> = bytes.into();
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.all.len() >= DICTIONARIES {
            known.all.clear();
        }
        known.all.insert(id, bytes.clone());
        Some(Dictionary { id, bytes })
    }

    /// Compresses with this dictionary from now on.
    pub(super) fn use_from_now_on(&self, dictionary: Dictionary) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.in_use = Some(dictionary);
    }

    /// Appends a frame to `out`.
    pub(super) fn compress(&self, bytes: &[u8], out: &mut Vec<u8>) {
        let dictionary = self.in_use();
        let (id, dictionary) = match &dictionary {
            Some(dictionary) => (dictionary.id, &*dictionary.bytes),
            None => (0, [].as_slice()),
        };
        let frame = loaded(
            &COMPRESSOR,
            id,
            || Compressor::with_dictionary(LEVEL, dictionary),
            |compressor| compressor.compress(bytes),
        );
        out.extend(frame.expect("zstd compresses any bytes into a buffer of its own choice"));
    }

    pub(super) fn inflate(&self, frame: &[u8]) -> Result<Vec<u8>, Unreadable> {
        let bytes = Decompressor::<'_>::upper_bound(frame).ok_or(Unreadable::Damaged)?;
        // To zstd, nothing at all is no frame, which inflates to nothing.
        if frame.is_empty() || bytes > INFLATED_BYTES {
            return Err(Unreadable::Damaged);
        }
        let id = get_dict_id_from_frame(frame).map_or(0, u32::from);
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let dictionary = known.all.get(&id).cloned();
        drop(known);
        if dictionary.is_none() && id != 0 {
            return Err(Unreadable::Dictionary(id));
        }
        let inflated = loaded(
            &DECOMPRESSOR,
            id,
            || Decompressor::with_dictionary(dictionary.as_deref().unwrap_or_default()),
            |decompressor| decompressor.decompress(frame, bytes),
        );
        inflated.map_err(|_| Unreadable::Damaged)
    }
}

/// Whether bytes can be compressed and inflated with this dictionary. That it is damaged, zstd
/// says no sooner.
fn works(dictionary: &[u8]) -> bool {
    let round = || {
        let frame = Compressor::with_dictionary(LEVEL, dictionary)?.compress(dictionary)?;
        Decompressor::with_dictionary(dictionary)?.decompress(&frame, dictionary.len())
    };
    round().is_ok_and(|same| same == dictionary)
}

/// Does something with what the thread has loaded last, or loads it.
fn loaded<T, U>(
    last: &'static std::thread::LocalKey<RefCell<Option<Loaded<T>>>>,
    id: u32,
    load: impl FnOnce() -> io::Result<T>,
    act: impl FnOnce(&mut T) -> io::Result<U>,
) -> io::Result<U> {
    last.with_borrow_mut(|last| match last {
        Some(last) if last.id == id => act(&mut last.with),
        _ => {
            let with = load()?;
            act(&mut last.insert(Loaded { id, with }).with)
        }
    })
}

/// The dictionary with which an element was compressed.
pub(super) fn dictionary_of(element: &[u8]) -> Option<u32> {
    get_dict_id_from_frame(element.get(2..)?).map(u32::from)
}
