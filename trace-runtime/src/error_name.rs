//! What a type of error is called in `error.type`.

use std::any::type_name;
use std::borrow::Cow;

/// The name of `E`, as [`public`] has it.
pub(crate) fn of<E: ?Sized>() -> Cow<'static, str> {
    public(type_name::<E>())
}

/// A name that a type can be reached by: of our own types the compiler names the
/// module that they are written in, which is private. A pointer to an error that has
/// a name is called by that.
pub(crate) fn public(name: &'static str) -> Cow<'static, str> {
    let name = pointee(name);
    if !names_own(name) {
        return Cow::Borrowed(name);
    }
    let mut parts = name.split(OWN);
    let mut public = String::from(parts.next().unwrap_or_default());
    for part in parts {
        public.push_str(OWN);
        let path = part.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
        let path = path.into_iter().next().unwrap_or_default();
        let item = path.rsplit("::").next().unwrap_or(path);
        if let Some((_, module)) = IN_MODULES.iter().find(|(name, _)| *name == item) {
            public.push_str(module);
            public.push_str("::");
        }
        public.push_str(item);
        public.push_str(&part[path.len()..]);
    }
    Cow::Owned(public)
}

const OWN: &str = "trace_runtime::";

/// Whether it contains [`OWN`]. Found by the underscore: a search for all of it prepares
/// tables, which takes longer than a name is worth.
fn names_own(name: &str) -> bool {
    let mut underscores = name.match_indices('_');
    underscores.any(|(at, _)| name[..at].ends_with("trace") && name[at..].starts_with("_runtime::"))
}

/// Our errors that are not exported at the root, and the public module that has them.
const IN_MODULES: [(&str, &str); 8] = [
    ("ExportError", "exporter"),
    ("FlushError", "pipeline"),
    ("InstallError", "pipeline"),
    ("ParseCorrelationIdError", "context"),
    ("ParseIdError", "context"),
    ("ParseTraceStateError", "context"),
    ("ParseTraceparentError", "context"),
    ("ShutdownError", "pipeline"),
];

fn pointee(name: &'static str) -> &'static str {
    const POINTERS: [&str; 3] = ["alloc::boxed::Box<", "alloc::rc::Rc<", "alloc::sync::Arc<"];
    let held = POINTERS
        .iter()
        .find_map(|pointer| name.strip_prefix(pointer)?.strip_suffix('>'))
        .or_else(|| name.strip_prefix('&'));
    match held {
        Some(held) if held != "str" && !held.starts_with("dyn ") && !held.starts_with("mut ") => {
            pointee(held)
        }
        _ => name,
    }
}

/// The `E` of `core::result::Result<T, E>`.
pub(crate) fn of_result(type_name: &'static str) -> Option<&'static str> {
    let arguments = type_name
        .strip_prefix("core::result::Result<")?
        .strip_suffix('>')?;
    let mut depth = 0_usize;
    for (at, byte) in arguments.bytes().enumerate() {
        match byte {
            b'<' | b'(' | b'[' => depth += 1,
            // `->` closes nothing.
            b'>' if arguments[..at].ends_with('-') => {}
            b'>' | b')' | b']' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => return Some(arguments[at + 1..].trim_start()),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error;
    use std::sync::Arc;

    #[test]
    fn a_pointer_is_called_by_what_it_points_to_if_that_has_a_name() {
        assert_eq!(of::<Box<std::fmt::Error>>(), "core::fmt::Error");
        assert_eq!(of::<&Arc<std::fmt::Error>>(), "core::fmt::Error");
        assert_eq!(of::<&str>(), "&str");
        assert_eq!(
            of::<Box<dyn Error>>(),
            "alloc::boxed::Box<dyn core::error::Error>"
        );
    }

    #[test]
    fn our_own_name_is_found_wherever_it_stands() {
        for name in [
            "trace_runtime::A",
            "a_b::C<trace_runtime::D>",
            "_trace_runtime::_",
        ] {
            assert!(names_own(name), "{name}");
        }
        for name in [
            "",
            "_",
            "trace_runtime",
            "trace_runtimes::A",
            "race_runtime::é_",
        ] {
            assert!(!names_own(name), "{name}");
        }
    }

    #[test]
    fn the_error_is_the_second_argument() {
        let of = |name| of_result(name);
        assert_eq!(of("core::result::Result<(), E>"), Some("E"));
        assert_eq!(
            of("core::result::Result<alloc::vec::Vec<(A, B)>, C<D, E>>"),
            Some("C<D, E>")
        );
        assert_eq!(of("core::result::Result<fn(A, B) -> C, E>"), Some("E"));
        assert_eq!(of("my::Result<A, B>"), None);
    }
}
