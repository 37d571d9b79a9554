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
    if !name.contains(OWN) {
        return Cow::Borrowed(name);
    }
    let mut parts = name.split(OWN);
    let mut public = String::from(parts.next().unwrap_or_default());
    for part in parts {
        public.push_str(OWN);
        let path = part.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
        let path = path.into_iter().next().unwrap_or_default();
        let (modules, item) = path.rsplit_once("::").unwrap_or(("", path));
        let first = modules.split("::").next().unwrap_or_default();
        if PUBLIC.contains(&first) {
            public.push_str(first);
            public.push_str("::");
        }
        public.push_str(item);
        public.push_str(&part[path.len()..]);
    }
    Cow::Owned(public)
}

const OWN: &str = "trace_runtime::";
/// Modules of ours that have errors, and are public.
const PUBLIC: [&str; 2] = ["exporter", "propagation"];

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

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error;
    use std::sync::Arc;

    #[test]
    fn our_errors_are_called_by_a_path_that_can_be_written() {
        use crate::{exporter, propagation};
        assert_eq!(of::<crate::Elapsed>(), "trace_runtime::Elapsed");
        assert_eq!(of::<crate::InstallError>(), "trace_runtime::InstallError");
        assert_eq!(of::<crate::FlushError>(), "trace_runtime::FlushError");
        assert_eq!(of::<crate::ShutdownError>(), "trace_runtime::ShutdownError");
        assert_eq!(of::<crate::ParseIdError>(), "trace_runtime::ParseIdError");
        assert_eq!(
            of::<crate::ContextMissing>(),
            "trace_runtime::ContextMissing"
        );
        assert_eq!(
            of::<crate::ParseCorrelationIdError>(),
            "trace_runtime::ParseCorrelationIdError"
        );
        assert_eq!(
            of::<exporter::ExportError>(),
            "trace_runtime::exporter::ExportError"
        );
        assert_eq!(
            of::<propagation::ParseTraceStateError>(),
            "trace_runtime::propagation::ParseTraceStateError"
        );
        assert_eq!(
            of::<Vec<(crate::Elapsed, crate::ParseIdError)>>(),
            "alloc::vec::Vec<(trace_runtime::Elapsed, trace_runtime::ParseIdError)>"
        );
    }

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
}
