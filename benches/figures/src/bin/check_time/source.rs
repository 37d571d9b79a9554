//! The crate that is checked: 300 async functions, with tracing and without.

use std::fmt::Write as _;

/// How many.
const FUNCTIONS: usize = 300;

/// One way to trace them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Variant {
    /// The name that it has in the table.
    pub(crate) name: &'static str,
    /// The package.
    pub(crate) package: &'static str,
    dependency: Dependency,
    /// On the block or module that has the functions.
    on_container: &'static str,
    on_function: &'static str,
    container: Container,
}

#[derive(Debug, PartialEq, Eq)]
enum Dependency {
    None,
    Ours,
    Other(&'static str),
}

#[derive(Debug, PartialEq, Eq)]
enum Container {
    Impl,
    Module,
}

pub(crate) const PLAIN: Variant = Variant {
    name: "plain",
    package: "check-plain",
    dependency: Dependency::None,
    on_container: "",
    on_function: "",
    container: Container::Impl,
};

const ON_IMPL: Variant = Variant {
    name: "`#[traced]` on the impl block",
    package: "check-traced-impl",
    dependency: Dependency::Ours,
    on_container: "#[trace_runtime::traced]",
    ..PLAIN
};

const ON_MODULE: Variant = Variant {
    name: "`#[traced]` on the module",
    package: "check-traced-module",
    container: Container::Module,
    ..ON_IMPL
};

pub(crate) const ON_EACH: Variant = Variant {
    name: "`#[traced]` on each function",
    package: "check-traced-each",
    on_container: "",
    on_function: "#[trace_runtime::traced]",
    ..ON_IMPL
};

/// Versions are those of the workspace's `Cargo.lock`.
pub(crate) const FASTRACE: Variant = Variant {
    name: "fastrace `#[trace]`",
    package: "check-fastrace",
    dependency: Dependency::Other("fastrace = { version = \"*\", features = [\"enable\"] }"),
    on_function: "#[fastrace::trace]",
    ..PLAIN
};

const INSTRUMENT: Variant = Variant {
    name: "tracing `#[instrument]`",
    package: "check-instrument",
    dependency: Dependency::Other("tracing = \"*\""),
    on_function: "#[tracing::instrument]",
    ..PLAIN
};

const SKIP_ALL: Variant = Variant {
    name: "tracing `#[instrument(skip_all)]`",
    package: "check-instrument-skip-all",
    on_function: "#[tracing::instrument(skip_all)]",
    ..INSTRUMENT
};

pub(crate) const VARIANTS: [Variant; 7] = [
    PLAIN, ON_IMPL, ON_MODULE, ON_EACH, FASTRACE, INSTRUMENT, SKIP_ALL,
];

/// What is changed in the first function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edit {
    None,
    /// A number of more digits, another one in each round.
    Longer(usize),
}

impl Variant {
    pub(crate) fn is_ours(&self) -> bool {
        self.dependency == Dependency::Ours
    }

    /// Whether one attribute covers all functions.
    pub(crate) fn is_container(&self) -> bool {
        !self.on_container.is_empty()
    }

    /// `Cargo.toml`; `workspace` is where our crates are.
    pub(crate) fn manifest(&self, workspace: &str) -> String {
        let package = self.package;
        let dependency = match self.dependency {
            Dependency::None => String::new(),
            Dependency::Ours => format!(
                "trace-runtime = {{ path = {:?} }}",
                format!("{workspace}/trace-runtime")
            ),
            Dependency::Other(line) => line.to_owned(),
        };
        format!(
            "[package]\nname = \"{package}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [workspace]\n\n[dependencies]\n{dependency}\n\n[profile.dev]\ndebug = false\n\n\
             [profile.release]\nstrip = true\n"
        )
    }

    /// `src/main.rs`: runs the function of a number.
    pub(crate) fn program(&self) -> String {
        let library = self.package.replace('-', "_");
        let call = if self.is_ours() {
            "trace_runtime::run_sync(\"main\", |cx| poll(handle(cx, number, \"name\")))"
        } else {
            "poll(handle(number, \"name\"))"
        };
        format!(
            "use std::future::Future;
use std::pin::pin;
use std::task::{{Context, Poll, Waker}};

use {library}::handle;

fn poll(work: impl Future<Output = Result<u64, String>>) -> Result<u64, String> {{
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {{
        Poll::Ready(done) => done,
        Poll::Pending => Err(String::from(\"it waits\")),
    }}
}}

fn main() {{
    let number = std::env::args().len() as u64;
    println!(\"{{:?}}\", {call});
}}
"
        )
    }

    /// `src/lib.rs`.
    pub(crate) fn source(&self, edit: Edit) -> String {
        let contract = if self.is_ours() {
            "cx: &TraceContract, "
        } else {
            ""
        };
        let mut text = String::from(
            "#![allow(unused)]\n\npub async fn step(x: u64) -> Result<u64, String> {\n    Ok(x)\n}\n\n",
        );
        let import = if self.is_ours() {
            "use trace_runtime::TraceContract;\n"
        } else {
            ""
        };
        let attribute = self.on_container;
        let (open, path) = match self.container {
            Container::Impl => (
                "pub struct Orders;\n\n{attribute}\nimpl Orders {\n",
                "Orders",
            ),
            Container::Module => (
                "{attribute}\npub mod orders {\n    use super::*;\n",
                "orders",
            ),
        };
        text += import;
        text += &open.replace("{attribute}", attribute);
        for number in 0..FUNCTIONS {
            let first = match edit {
                Edit::Longer(round) if number == 0 => 1_000 + round,
                Edit::Longer(_) | Edit::None => number,
            };
            // Writing to a `String` cannot fail.
            let _ = write!(
                text,
                "
    {attribute}
    pub async fn handle_{number}({contract}id: u64, name: &str) -> Result<u64, String> {{
        if name.is_empty() {{
            return Err(format!(\"order {{id}} has no name\"));
        }}
        let mut total = {first};
        for (at, byte) in name.bytes().enumerate() {{
            total += u64::from(byte) * at as u64;
            if total > 1_000_000 {{
                step(total).await?;
            }}
        }}
        let doubled = step(total + id).await? * 2;
        Ok(doubled + {number})
    }}
",
                attribute = self.on_function,
            );
        }
        // So that none of them is unused.
        let (parameter, argument) = if self.is_ours() {
            ("cx: &'a TraceContract, ", "cx, ")
        } else {
            ("", "")
        };
        let _ = write!(
            text,
            "}}

pub fn handle<'a>(
    {parameter}number: u64,
    name: &'a str,
) -> std::pin::Pin<Box<dyn std::future::Future<Output = Result<u64, String>> + 'a>> {{
    match number {{
"
        );
        for number in 0..FUNCTIONS {
            let _ = writeln!(
                text,
                "        {number} => Box::pin({path}::handle_{number}({argument}1, name)),"
            );
        }
        text += "        _ => unreachable!(),\n    }\n}\n";
        text
    }
}
