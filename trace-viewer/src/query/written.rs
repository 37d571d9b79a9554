//! From a filter to the text of a query.

use std::fmt::{self, Write};

use trace_store::search::{
    Comparison, Condition, Literal, Relation, SpanFilter, Subject, TraceFilter,
};

use super::duration;
use super::subject::{Expects, INTRINSICS, expects};

/// Shows a filter as the text of a query, which is read as the same filter again.
///
/// A filter that no query says is shown as well as it can be: a name that is compared with a
/// number, for instance.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a>(pub &'a TraceFilter);

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        traces(f, self.0)
    }
}

fn traces(f: &mut fmt::Formatter<'_>, filter: &TraceFilter) -> fmt::Result {
    match filter {
        TraceFilter::All => f.write_str("{ }"),
        TraceFilter::Spans(filter) => braces(f, filter, "{ true }"),
        TraceFilter::Related(above, relation, below) => {
            braces(f, above, "{ }")?;
            f.write_str(match relation {
                Relation::Child => " > ",
                Relation::Descendant => " >> ",
            })?;
            braces(f, below, "{ }")
        }
        TraceFilter::And(one, other) => {
            operand(f, &**one, matches!(**one, TraceFilter::Or(..)), traces)?;
            f.write_str(" && ")?;
            let is_joined = matches!(**other, TraceFilter::Or(..) | TraceFilter::And(..));
            operand(f, &**other, is_joined, traces)
        }
        TraceFilter::Or(one, other) => {
            operand(f, &**one, matches!(**one, TraceFilter::And(..)), traces)?;
            f.write_str(" || ")?;
            let is_joined = matches!(**other, TraceFilter::Or(..) | TraceFilter::And(..));
            operand(f, &**other, is_joined, traces)
        }
    }
}

fn braces(f: &mut fmt::Formatter<'_>, filter: &SpanFilter, all: &str) -> fmt::Result {
    if *filter == SpanFilter::All {
        return f.write_str(all);
    }
    f.write_str("{ ")?;
    spans(f, filter)?;
    f.write_str(" }")
}

fn spans(f: &mut fmt::Formatter<'_>, filter: &SpanFilter) -> fmt::Result {
    match filter {
        SpanFilter::All => f.write_str("true"),
        SpanFilter::Is(condition) => written(f, condition),
        SpanFilter::Not(filter) => {
            f.write_char('!')?;
            operand(f, &**filter, true, spans)
        }
        SpanFilter::And(one, other) => {
            operand(f, &**one, matches!(**one, SpanFilter::Or(..)), spans)?;
            f.write_str(" && ")?;
            let is_joined = matches!(**other, SpanFilter::Or(..) | SpanFilter::And(..));
            operand(f, &**other, is_joined, spans)
        }
        SpanFilter::Or(one, other) => {
            operand(f, &**one, matches!(**one, SpanFilter::And(..)), spans)?;
            f.write_str(" || ")?;
            let is_joined = matches!(**other, SpanFilter::Or(..) | SpanFilter::And(..));
            operand(f, &**other, is_joined, spans)
        }
    }
}

/// Writes a part, in parentheses where it would be read otherwise.
fn operand<T>(
    f: &mut fmt::Formatter<'_>,
    filter: &T,
    in_parentheses: bool,
    write: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    if !in_parentheses {
        return write(f, filter);
    }
    f.write_char('(')?;
    write(f, filter)?;
    f.write_char(')')
}

fn written(f: &mut fmt::Formatter<'_>, condition: &Condition) -> fmt::Result {
    let subject = &condition.subject;
    name(f, subject)?;
    let (sign, literal) = match &condition.comparison {
        Comparison::Exists => return f.write_str(" != nil"),
        Comparison::Contains(part) => {
            f.write_str(" ~ ")?;
            return text(f, part);
        }
        Comparison::Matches(pattern) => {
            f.write_str(" =~ ")?;
            return text(f, pattern.as_str());
        }
        Comparison::NotMatches(pattern) => {
            f.write_str(" !~ ")?;
            return text(f, pattern.as_str());
        }
        Comparison::Equal(literal) => ("=", literal),
        Comparison::NotEqual(literal) => ("!=", literal),
        Comparison::Less(literal) => ("<", literal),
        Comparison::AtMost(literal) => ("<=", literal),
        Comparison::Greater(literal) => (">", literal),
        Comparison::AtLeast(literal) => (">=", literal),
    };
    write!(f, " {sign} ")?;
    match (expects(subject), literal) {
        (Expects::OneOf(names), Literal::Text(word)) if names.contains(&&**word) => {
            f.write_str(word)
        }
        (Expects::Duration, Literal::Int(nanos)) => match u64::try_from(*nanos) {
            Ok(nanos) => f.write_str(&duration::write(nanos)),
            Err(_) => write!(f, "{nanos}ns"),
        },
        (_, Literal::Text(content)) => text(f, content),
        (_, Literal::Int(number)) => write!(f, "{number}"),
        (_, Literal::Double(number)) => write!(f, "{number:?}"),
        (_, Literal::Bool(value)) => write!(f, "{value}"),
    }
}

fn name(f: &mut fmt::Formatter<'_>, subject: &Subject) -> fmt::Result {
    let (scope, key) = match subject {
        Subject::Attribute(key) => ("", key),
        Subject::SpanAttribute(key) => ("span", key),
        Subject::ResourceAttribute(key) => ("resource", key),
        Subject::EventAttribute(key) => ("event", key),
        subject => {
            let mut intrinsics = INTRINSICS.iter();
            let found = intrinsics.find(|(intrinsic, _)| intrinsic == subject);
            let first = found.and_then(|(_, names)| names.first());
            return f.write_str(first.copied().unwrap_or_default());
        }
    };
    write!(f, "{scope}.")?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte);
    if !key.is_empty() && key.bytes().all(is_plain) {
        f.write_str(key)
    } else {
        text(f, key)
    }
}

fn text(f: &mut fmt::Formatter<'_>, content: &str) -> fmt::Result {
    f.write_char('"')?;
    for char in content.chars() {
        match char {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            char => f.write_char(char)?,
        }
    }
    f.write_char('"')
}
