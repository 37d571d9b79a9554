//! Who answered a call.

use trace_model::SpanKind;

use crate::tree::Tree;

/// For each row that is a call, the row of its server; the first one where there are several.
pub(crate) fn servers(tree: &Tree) -> Vec<Option<u32>> {
    let mut servers = vec![None; tree.rows.len()];
    for (row, below) in (0_u32..).zip(&tree.rows) {
        let Some(parent) = below.parent.map(|parent| parent as usize) else {
            continue;
        };
        if below.kind == SpanKind::Server && tree.rows[parent].kind == SpanKind::Client {
            servers[parent].get_or_insert(row);
        }
    }
    servers
}
