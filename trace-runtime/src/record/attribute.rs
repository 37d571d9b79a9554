//! What may be recorded as a declared attribute, with no allocation.

use std::borrow::Cow;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;

use super::slot::{Recorded, Slot};
use crate::context::{CorrelationId, SpanId, TraceId};
use crate::value::{Value, ValueRef};

/// A value that can be recorded as an attribute.
///
/// Implement it by recording a part of the value; the [`Slot`] takes exactly
/// one. A [`Secret`](crate::Secret) is no attribute, and cannot be made one.
///
/// ```
/// use trace_runtime::attribute::{Attribute, Recorded, Slot};
/// use trace_runtime::{TraceContract, traced};
///
/// struct OrderId(u32);
///
/// impl Attribute for OrderId {
///     fn record(&self, slot: Slot<'_>) -> Recorded {
///         slot.i64(self.0.into())
///     }
/// }
///
/// #[traced(attributes(order.id = order))]
/// fn ship(cx: &TraceContract, order: &OrderId) {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be recorded as an attribute",
    label = "this is no attribute value",
    note = "record a field of it, or its text: in a call `value.to_string()` or \
            `format_args!(\"{{value:?}}\")`, in `#[traced(attributes(…))]` `%value` or `?value`",
    note = "a `Duration` is recorded as a number, `value.as_millis()`; a `Secret<T>` never is"
)]
pub trait Attribute {
    /// Writes the value, or part of it, into `slot`.
    fn record(&self, slot: Slot<'_>) -> Recorded;

    /// The value, if it lies somewhere in one piece: it is then recorded from there, which
    /// is the shorter way where no room for it is reserved. It must be what
    /// [`record`](Self::record) writes, which is called where this is `None`.
    #[inline]
    fn borrowed(&self) -> Option<ValueRef<'_>> {
        None
    }
}

macro_rules! attribute {
    ($($type:ty => |$value:ident, $slot:ident| $record:expr $(, $borrowed:expr)?;)*) => {$(
        impl Attribute for $type {
            #[inline]
            fn record(&self, $slot: Slot<'_>) -> Recorded {
                let $value = self;
                $record
            }

            $(#[inline]
            fn borrowed(&self) -> Option<ValueRef<'_>> {
                let $value = self;
                $borrowed
            })?
        }
    )*};
}

macro_rules! integer {
    ($($type:ty)*) => {
        attribute! {$(
            $type => |value, slot| slot.i64(i64::from(*value)),
                Some(ValueRef::I64(i64::from(*value)));
        )*}
    };
}

integer!(i8 i16 i32 i64 u8 u16 u32);

attribute! {
    bool => |value, slot| slot.bool(*value), Some(ValueRef::Bool(*value));
    isize => |value, slot| slot.i64(*value as i64), Some(ValueRef::I64(*value as i64));
    u64 => |value, slot| slot.u64(*value), i64::try_from(*value).ok().map(ValueRef::I64);
    usize => |value, slot| slot.u64(*value as u64), i64::try_from(*value).ok().map(ValueRef::I64);
    i128 => |value, slot| match i64::try_from(*value) {
        Ok(small) => slot.i64(small),
        Err(_) => slot.display(value),
    };
    u128 => |value, slot| match u64::try_from(*value) {
        Ok(small) => slot.u64(small),
        Err(_) => slot.display(value),
    };
    f32 => |value, slot| slot.f64((*value).into()), Some(ValueRef::F64((*value).into()));
    f64 => |value, slot| slot.f64(*value), Some(ValueRef::F64(*value));
    str => |value, slot| slot.str(value), Some(ValueRef::Str(value));
    String => |value, slot| slot.str(value), Some(ValueRef::Str(value));
    Cow<'_, str> => |value, slot| slot.str(value), Some(ValueRef::Str(value));
    CorrelationId => |value, slot| slot.str(value.as_str()), Some(ValueRef::Str(value.as_str()));
    fmt::Arguments<'_> => |value, slot| slot.display(value), value.as_str().map(ValueRef::Str);
    char => |value, slot| slot.str(value.encode_utf8(&mut [0; 4]));
    IpAddr => |value, slot| slot.display(value);
    Ipv4Addr => |value, slot| slot.display(value);
    Ipv6Addr => |value, slot| slot.display(value);
    SocketAddr => |value, slot| slot.display(value);
    TraceId => |value, slot| slot.display(value);
    SpanId => |value, slot| slot.display(value);
    [bool] => |value, slot| slot.bools(value), Some(ValueRef::Bools(value));
    [i64] => |value, slot| slot.i64s(value), Some(ValueRef::I64s(value));
    [f64] => |value, slot| slot.f64s(value), Some(ValueRef::F64s(value));
    [&str] => |value, slot| slot.strs(value);
    [String] => |value, slot| slot.strs(value);
    [Cow<'_, str>] => |value, slot| slot.strs(value);
    Value => |value, slot| slot.value(value), value.as_ref().ok();
}

impl Attribute for ValueRef<'_> {
    #[inline]
    fn record(&self, slot: Slot<'_>) -> Recorded {
        match *self {
            ValueRef::Bool(value) => slot.bool(value),
            ValueRef::I64(value) => slot.i64(value),
            ValueRef::F64(value) => slot.f64(value),
            ValueRef::Str(text) => slot.str(text),
            ValueRef::Bools(list) => slot.bools(list),
            ValueRef::I64s(list) => slot.i64s(list),
            ValueRef::F64s(list) => slot.f64s(list),
            ValueRef::Strs(list) => slot.strs(&list.collect::<Vec<_>>()),
        }
    }

    #[inline]
    fn borrowed(&self) -> Option<ValueRef<'_>> {
        Some(*self)
    }
}

/// `None` records nothing.
impl<T: Attribute> Attribute for Option<T> {
    #[inline]
    fn record(&self, slot: Slot<'_>) -> Recorded {
        match self {
            Some(value) => value.record(slot),
            None => slot.none(),
        }
    }

    #[inline]
    fn borrowed(&self) -> Option<ValueRef<'_>> {
        self.as_ref()?.borrowed()
    }
}

impl<T> Attribute for Vec<T>
where
    [T]: Attribute,
{
    #[inline]
    fn record(&self, slot: Slot<'_>) -> Recorded {
        self.as_slice().record(slot)
    }

    #[inline]
    fn borrowed(&self) -> Option<ValueRef<'_>> {
        self.as_slice().borrowed()
    }
}

impl<T, const N: usize> Attribute for [T; N]
where
    [T]: Attribute,
{
    #[inline]
    fn record(&self, slot: Slot<'_>) -> Recorded {
        self.as_slice().record(slot)
    }

    #[inline]
    fn borrowed(&self) -> Option<ValueRef<'_>> {
        self.as_slice().borrowed()
    }
}

macro_rules! pointer {
    ($($pointer:ty),*) => {$(
        impl<T: Attribute + ?Sized> Attribute for $pointer {
            #[inline]
            fn record(&self, slot: Slot<'_>) -> Recorded {
                (**self).record(slot)
            }

            #[inline]
            fn borrowed(&self) -> Option<ValueRef<'_>> {
                (**self).borrowed()
            }
        }
    )*};
}

pointer!(&T, &mut T, Box<T>, Rc<T>, Arc<T>);
