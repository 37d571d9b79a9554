//! Reading a value without a detour.

use super::ValueRef;

/// Takes one value where it lies, by its type.
///
/// ```
/// use trace_runtime::exporter::{SpanRecord, ValueRef, ValueVisitor};
///
/// /// How many bytes a value takes as text.
/// struct Size;
///
/// impl ValueVisitor<'_> for Size {
///     type Output = usize;
///
///     fn bool(self, value: bool) -> usize {
///         if value { 4 } else { 5 }
///     }
///     fn i64(self, value: i64) -> usize {
///         value.to_string().len()
///     }
///     fn f64(self, value: f64) -> usize {
///         value.to_string().len()
///     }
///     fn str(self, utf8: &[u8]) -> usize {
///         utf8.len()
///     }
///     fn list(self, list: ValueRef<'_>) -> usize {
///         list.to_string().len()
///     }
/// }
///
/// fn sizes(span: &SpanRecord<'_>) -> Vec<Option<usize>> {
///     let mut values = span.declared_values();
///     std::iter::from_fn(|| values.visit_next(Size)).collect()
/// }
/// ```
pub trait ValueVisitor<'a> {
    /// What is made of the value.
    type Output;

    /// A truth value.
    fn bool(self, value: bool) -> Self::Output;

    /// An integer.
    fn i64(self, value: i64) -> Self::Output;

    /// A floating-point number.
    fn f64(self, value: f64) -> Self::Output;

    /// A text, as bytes: a record promises that they are UTF-8, but could prove
    /// it only at a price that who copies them need not pay.
    fn str(self, utf8: &'a [u8]) -> Self::Output;

    /// A list of any of these.
    fn list(self, list: ValueRef<'a>) -> Self::Output;
}
