//! Events, as exporters of OpenTelemetry write them into annotations.
//!
//! Source: "Events", <https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/zipkin/>.

use std::sync::Arc;

use crate::json::{Lexer, Scalar, double, members, whole};
use crate::value::{Attribute, Value};

/// The name and the attributes of an event: `{"name": {"key": "value"}}` as the exporter of
/// Python writes it, and the same without braces, with the name in quotes or not, as others do.
/// Any other text is none.
pub(super) fn event(text: &str) -> Option<(Arc<str>, Vec<Attribute>)> {
    if text.starts_with('{') {
        let mut lexer = Lexer::of(text);
        let mut found = None;
        let mut count = 0;
        members(&mut lexer, |lexer, name| {
            count += 1;
            found = Some((name.into(), attributes(lexer)?));
            Ok(())
        })
        .ok()?;
        lexer.end().ok()?;
        return found.filter(|_| count == 1);
    }
    let (name, _) = text.split_once('{')?;
    let mut lexer = Lexer::of(&text[name.len()..]);
    let attributes = attributes(&mut lexer).ok()?;
    lexer.end().ok()?;
    let name = name.trim_end().strip_suffix(':')?.trim();
    let bare = name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'));
    Some((bare.unwrap_or(name).into(), attributes))
}

fn attributes(lexer: &mut Lexer<'_>) -> Result<Vec<Attribute>, crate::json::Fault> {
    let mut attributes = Vec::new();
    members(lexer, |lexer, key| {
        let value = match lexer.scalar()? {
            Some(Scalar::Text(text)) => Value::Text(text.into()),
            Some(Scalar::Bool(value)) => Value::Bool(value),
            Some(number @ Scalar::Number(_)) => {
                let int = whole(&number).map(Value::Int);
                int.or_else(|| double(&number).map(Value::Double))
                    .unwrap_or(Value::Empty)
            }
            Some(Scalar::Null) => Value::Empty,
            None => {
                let start = lexer.at();
                lexer.skip()?;
                Value::Text(lexer.since(start).into())
            }
        };
        if !key.is_empty() {
            let key = key.into();
            attributes.push(Attribute { key, value });
        }
        Ok(())
    })?;
    Ok(attributes)
}
