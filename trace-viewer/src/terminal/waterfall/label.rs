//! What a row is called.

use trace_analysis::{Row, What};
use trace_model::SpanKind;

use super::super::text::{Style, escape};
use super::picture::Picture;

/// Sign of the kind, and name: escaped, in the characters that may be shown, not yet fitted.
///
/// A row deeper than `deepest` stands no further to the right than that: a number tells.
pub(super) fn label(picture: &Picture<'_>, row: &Row, deepest: u32, style: Style) -> String {
    let (sign, name) = match row.what {
        What::Span(_) => {
            let name = picture.span(row).map(|span| escape(&span.name));
            (sign(row.kind, style), name.unwrap_or_default().into_owned())
        }
        What::Missing(id) => ('?', format!("missing span {id}")),
        What::Trace => (style.either('∙', '*'), "trace of several roots".to_owned()),
    };
    let deeper = match row.depth {
        depth if depth > deepest => format!("{depth}:"),
        _ => String::new(),
    };
    let remark = match (row.marks.cycle, row.marks.same_id) {
        (true, _) => " (its own ancestor: cut here)",
        (_, true) => " (another span has this id)",
        _ => "",
    };
    let name = style.characters(&name);
    format!("{deeper}{sign} {name}{remark}")
}

/// How far to the right a row begins.
pub(super) fn indent(row: &Row, deepest: u32) -> usize {
    2 * row.depth.min(deepest) as usize
}

fn sign(kind: SpanKind, style: Style) -> char {
    match kind {
        SpanKind::Unspecified | SpanKind::Internal => style.either('·', '-'),
        SpanKind::Server => style.either('▸', '>'),
        SpanKind::Client => style.either('◂', '<'),
        SpanKind::Producer => style.either('⇉', '}'),
        SpanKind::Consumer => style.either('⇇', '{'),
    }
}
