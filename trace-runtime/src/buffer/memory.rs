//! Where the words of a chunk lie.
//!
//! Large ones are mapped from the system, so that it has them back as soon as they are dropped.
//! An allocator keeps what it is given back: after a burst it sits on most of the budget, since
//! the last chunk of a thread that lives on lies above it. Mapped memory also is resident only
//! as far as it was written.

pub(super) use words::Words;

#[cfg(not(loom))]
mod words {
    use std::sync::atomic::AtomicU64;

    use memmap2::MmapMut;
    use self_cell::{MutBorrow, self_cell};
    use zerocopy::FromBytes;

    /// From so many words on they are mapped: 64 KiB. Below, a page would be too coarse.
    const MAPPED: usize = 8192;

    enum Memory {
        Mapped(MmapMut),
        Allocated(Box<[u64]>),
    }

    impl Memory {
        fn bytes(&mut self) -> &mut [u8] {
            match self {
                Memory::Mapped(map) => map,
                Memory::Allocated(words) => bytemuck::cast_slice_mut(words),
            }
        }
    }

    type View<'a> = &'a [AtomicU64];

    self_cell!(
        struct Viewed {
            owner: MutBorrow<Memory>,
            #[covariant]
            dependent: View,
        }
    );

    /// Words that one thread writes while another reads.
    pub(in crate::buffer) struct Words(Viewed);

    impl Words {
        /// So many, all zero.
        pub(in crate::buffer) fn new(count: usize) -> Words {
            let map = (count >= MAPPED).then(|| MmapMut::map_anon(count * 8));
            let memory = match map {
                Some(Ok(map)) => Memory::Mapped(map),
                // Nothing can be mapped on this system, or nothing more.
                _ => Memory::Allocated(vec![0; count].into()),
            };
            // Never the default: the bytes are aligned as words are, and as many.
            Words(Viewed::new(MutBorrow::new(memory), |memory| {
                let bytes = memory.borrow_mut().bytes();
                <[AtomicU64]>::mut_from_bytes(bytes).map_or(&[], |words| &*words)
            }))
        }

        #[inline]
        pub(in crate::buffer) fn all(&self) -> &[AtomicU64] {
            self.0.borrow_dependent()
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use std::sync::atomic::Ordering;

        #[test]
        fn there_are_as_many_as_were_asked_for() {
            for count in [1, 256, MAPPED - 1, MAPPED, MAPPED + 1, 140_000] {
                let words = Words::new(count);
                assert_eq!(words.all().len(), count);
                for word in words.all() {
                    assert_eq!(word.swap(1, Ordering::Relaxed), 0);
                }
            }
        }

        #[test]
        fn large_ones_are_mapped() {
            for (count, mapped) in [(MAPPED - 1, false), (MAPPED, true)] {
                let memory = Words::new(count).0.into_owner().into_inner();
                assert_eq!(matches!(memory, Memory::Mapped(_)), mapped);
            }
        }
    }
}

/// The same with loom's atomics, which are more than their bytes.
#[cfg(loom)]
mod words {
    use crate::buffer::sync::AtomicU64;

    pub(in crate::buffer) struct Words(Box<[AtomicU64]>);

    impl Words {
        pub(in crate::buffer) fn new(count: usize) -> Words {
            Words((0..count).map(|_| AtomicU64::new(0)).collect())
        }

        pub(in crate::buffer) fn all(&self) -> &[AtomicU64] {
            &self.0
        }
    }
}
