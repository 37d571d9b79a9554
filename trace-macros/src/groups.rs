//! What `macro_rules!` puts around what it was given.

use syn::{Expr, Type};

/// Without the groups that `macro_rules!` makes of a `$name:literal` or `:expr`.
pub(crate) fn ungrouped(expression: &Expr) -> &Expr {
    match expression {
        Expr::Group(group) => ungrouped(&group.expr),
        other => other,
    }
}

/// Without parentheses, and the groups that `macro_rules!` makes.
pub(crate) fn plain(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => plain(&group.elem),
        Type::Paren(paren) => plain(&paren.elem),
        other => other,
    }
}
