//! Names of the user's that are those of our locals, of the standard library, of its
//! crates, and methods of blanket traits that are called like ours.
#![no_implicit_prelude]
#![allow(non_upper_case_globals, dead_code, unused_macros)]

extern crate std as really_std;
extern crate tokio;
extern crate trace_runtime as runtime;

use really_std::option::Option as Maybe;
use really_std::result::Result as Outcome;
use really_std::string::String;
use runtime::{SealedContract, TraceContract, traced};

mod core {}
mod std {}
mod alloc {}
mod trace_runtime {}
mod __macro_support {}

struct Result;
struct Option;
struct Some;
struct Ok;
struct Err;
struct None;
struct Box;
struct Pin;
struct Send;
struct Future;
struct Span;
struct Callsite;
struct Kind;
struct Contract;
struct Instrument;
struct Returned;
struct Failed;
struct Attributes;

static CALLSITE: u8 = 0;
static source: u8 = 0;
static callsite: u8 = 0;
static declare: u8 = 0;
const returned: u8 = 0;
const error: u8 = 0;
const attributes: u8 = 0;
const span: u8 = 0;

macro_rules! line {
    () => {
        compile_error!("not ours")
    };
}
macro_rules! file {
    () => {
        compile_error!("not ours")
    };
}
macro_rules! module_path {
    () => {
        compile_error!("not ours")
    };
}

/// For everything, by value, by reference and by unique reference.
trait Hostile: really_std::marker::Sized {
    fn start(self) {}
    fn finish(&self) {}
    fn contract(self) {}
    fn declare(&mut self) {}
    fn new(&self) {}
    fn map(&self) {}
    fn deref(&self) {}
    fn value(&self) {}
    fn display(&self) {}
    fn debug(&self) {}
    fn record_return(&self) {}
    fn child_of(&self) {}
    fn keep(&self) {}
    fn poll(&self) {}
    fn enter(&self) {}
    fn seal(&self) {}
    fn sealed(&self) {}
}
impl<T> Hostile for T {}

struct Held {
    sealed: SealedContract,
    used: u64,
}

#[traced(crate = runtime)]
impl Held {
    #[traced(name = "all", kind = server, attributes(order, text = %text, shown = ?order), ret(debug))]
    async fn all(&self, cx: &TraceContract, order: u64, text: &str) -> Outcome<u64, String> {
        leaf(cx)?;
        Outcome::Ok(order)
    }

    #[traced(cx = self.sealed as cx, err = |result: &Outcome<u64, String>| result.as_ref().err().cloned(), ret)]
    fn kept(&mut self) -> Outcome<u64, String> {
        leaf(cx)?;
        self.used += 1;
        Outcome::Ok(self.used)
    }

    #[traced(err(type))]
    fn boxed<'a>(&'a self, cx: &'a TraceContract) -> really_std::pin::Pin<really_std::boxed::Box<dyn really_std::future::Future<Output = Outcome<u64, String>> + 'a>> {
        really_std::boxed::Box::pin(self.all(cx, 7, "text"))
    }
}

#[traced(crate = runtime)]
fn leaf(cx: &TraceContract) -> Outcome<Maybe<u64>, String> {
    Outcome::Ok(Maybe::Some(7))
}

#[traced(crate = runtime)]
fn never(cx: &TraceContract) -> ! {
    loop {}
}

#[traced(crate = runtime)]
fn future(cx: &TraceContract) -> impl really_std::future::Future<Output = u64> {
    async move { 7 }
}

#[traced(crate = runtime, root as cx)]
fn main() {
    let _ = leaf(cx);
}
