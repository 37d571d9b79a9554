//! What was written between the parentheses of `#[traced(…)]`.

mod attributes;
mod kind;
mod opt;
mod unknown;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Path, Token, Type, parenthesized};

pub(crate) use self::attributes::{How, NamedValue, of_parameter};
pub(crate) use self::kind::Kind;
pub(crate) use self::opt::Opt;
use crate::errors::Errors;
use crate::groups::{plain, ungrouped};
use crate::manifest::{Crates, Name};

/// The options, each at most once.
#[derive(Default, Clone)]
pub(crate) struct Args {
    pub(crate) name: Option<LitStr>,
    pub(crate) kind: Kind,
    pub(crate) attributes: Vec<NamedValue>,
    pub(crate) source: Option<Source>,
    pub(crate) err: Option<ErrorPolicy>,
    pub(crate) ret: Option<How>,
    pub(crate) allow_raw_spawn: bool,
    pub(crate) runtime: Option<Path>,
    /// Where requests of tonic are understood, if this crate depends on it.
    pub(crate) tonic: Option<Path>,
    /// The options in the order written, with their places.
    pub(crate) written: Vec<(Opt, Ident)>,
    /// One that there is not says where the contract comes from: `parent = …`.
    source_is_wrong: bool,
}

/// A contract that is no parameter.
#[derive(Clone)]
pub(crate) enum Source {
    /// `cx = expression as name`
    Expression { expression: Expr, name: Ident },
    /// `root as name`
    Root { name: Ident },
}

impl Source {
    pub(crate) fn name(&self) -> &Ident {
        match self {
            Source::Expression { name, .. } | Source::Root { name } => name,
        }
    }
}

/// What is recorded of an error.
#[derive(Clone)]
pub(crate) enum ErrorPolicy {
    Text,
    TypeOnly,
    Off,
    By(Expr),
}

/// Parses the options; those that are wrong are reported and left out.
pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Args {
    let mut args = Args::default();
    let parser = |input: ParseStream<'_>| {
        separated(input, errors, |input, errors| {
            option(input, &mut args, errors)
        })
    };
    if let Err(error) = parser.parse2(tokens) {
        errors.add(error);
    }
    args
}

/// Entries between commas; one that is wrong does not hide the others.
fn separated(
    input: ParseStream<'_>,
    errors: &mut Errors,
    mut entry: impl FnMut(ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) -> syn::Result<()> {
    while !input.is_empty() {
        let parsed = entry(input, errors);
        let wrong = parsed.is_err();
        if let Err(error) = parsed {
            errors.add(error);
        }
        if !input.is_empty() && !input.peek(Token![,]) {
            if !wrong {
                errors.at_span(input.span(), "expected a comma");
            }
            while !input.is_empty() && !input.peek(Token![,]) {
                input.parse::<TokenTree>()?;
            }
        }
        input.parse::<Option<Token![,]>>()?;
    }
    Ok(())
}

/// What stands between parentheses, all of it.
fn inside<T>(
    input: ParseStream<'_>,
    parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    let content;
    parenthesized!(content in input);
    let mut parsed = parse(&content);
    if parsed.is_ok() && !content.is_empty() {
        parsed = Err(content.error("unexpected, nothing follows here"));
    }
    // What is left after a mistake is no second one.
    content.parse::<TokenStream>()?;
    parsed
}

/// The `=` of an option that has a value.
fn equals(option: &Ident, input: ParseStream<'_>, form: &str) -> syn::Result<()> {
    let equals: Option<Token![=]> = input.parse()?;
    if equals.is_some() && !input.is_empty() {
        return Ok(());
    }
    Err(syn::Error::new_spanned(option, format!("write `{form}`")))
}

fn option(input: ParseStream<'_>, args: &mut Args, errors: &mut Errors) -> syn::Result<()> {
    if !input.peek(Ident::peek_any) {
        let token: TokenTree = input.parse()?;
        return Err(unknown::no_option(&token));
    }
    let word = Ident::parse_any(input)?;
    let Some(option) = Opt::of(&word) else {
        args.source_is_wrong |= word == "parent";
        return Err(unknown::option(&word));
    };
    if args.written.iter().any(|(earlier, _)| *earlier == option) {
        let message = format!("`{word}` is given twice");
        return Err(syn::Error::new_spanned(&word, message));
    }
    args.written.push((option, word.clone()));
    match option {
        Opt::Name => args.name = Some(name(&word, input)?),
        Opt::Kind => args.kind = kind(&word, input)?,
        Opt::Attributes => args.attributes = attributes::list(&word, input, errors)?,
        Opt::Cx => {
            let source = source(&word, input)?;
            set_source(args, &word, source)?;
        }
        Opt::Root => {
            let source = root(&word, input)?;
            set_source(args, &word, source)?;
        }
        Opt::Err => args.err = Some(err(input)?),
        Opt::Ret => args.ret = Some(ret(input)?),
        Opt::Allow => {
            allow(&word, input)?;
            args.allow_raw_spawn = true;
        }
        Opt::Crate => args.runtime = Some(runtime(&word, input)?),
    }
    Ok(())
}

fn name(option: &Ident, input: ParseStream<'_>) -> syn::Result<LitStr> {
    equals(option, input, "name = \"…\"")?;
    let value: Expr = input.parse()?;
    let Expr::Lit(ExprLit {
        lit: Lit::Str(name),
        ..
    }) = ungrouped(&value)
    else {
        return Err(syn::Error::new_spanned(
            value,
            "the name of a span is a string literal; what varies belongs in `attributes(…)`",
        ));
    };
    if name.value().is_empty() {
        return Err(syn::Error::new_spanned(name, "a span needs a name"));
    }
    Ok(name.clone())
}

fn kind(option: &Ident, input: ParseStream<'_>) -> syn::Result<Kind> {
    equals(option, input, "kind = server")?;
    let value: Expr = input.parse()?;
    let word = match ungrouped(&value) {
        Expr::Path(path) => {
            let word = path.path.get_ident().map(ToString::to_string);
            if let Some(kind) = word.as_deref().and_then(Kind::of) {
                return Ok(kind);
            }
            path.path.segments.last().map(|last| last.ident.to_string())
        }
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    };
    // `"server"`, `SpanKind::Server`
    let meant = word.and_then(|word| Kind::of(&word.to_lowercase()));
    let message = match meant {
        Some(kind) => format!("write `kind = {}`", kind.word()),
        None => {
            let kinds = Kind::ALL.map(Kind::word).join("`, `");
            format!("no kind of span: write one of `{kinds}`")
        }
    };
    Err(syn::Error::new_spanned(value, message))
}

fn set_source(args: &mut Args, option: &Ident, source: Source) -> syn::Result<()> {
    if args.source.is_some() {
        let message = "`cx` and `root` exclude each other: a span has one parent, or none";
        return Err(syn::Error::new_spanned(option, message));
    }
    args.source = Some(source);
    Ok(())
}

/// `= expression as name`
fn source(option: &Ident, input: ParseStream<'_>) -> syn::Result<Source> {
    equals(option, input, "cx = expression as cx")?;
    let expression: Expr = input.parse()?;
    if let Expr::Cast(cast) = ungrouped(&expression)
        && let Type::Path(path) = plain(&cast.ty)
        && let Some(name) = path.path.get_ident()
    {
        return Ok(Source::Expression {
            expression: (*cast.expr).clone(),
            name: name.clone(),
        });
    }
    let text = expression.to_token_stream().to_string().replace(' ', "");
    Err(syn::Error::new_spanned(
        &expression,
        format!(
            "give the contract of this function's span a name for the body to use: \
             `cx = {text} as cx`"
        ),
    ))
}

/// `as name`
fn root(option: &Ident, input: ParseStream<'_>) -> syn::Result<Source> {
    let named: Option<Token![as]> = input.parse()?;
    if named.is_none() || !input.peek(Ident) {
        return Err(syn::Error::new_spanned(
            option,
            "give the contract of the new trace a name for the body to use: `root as cx`",
        ));
    }
    Ok(Source::Root {
        name: input.parse()?,
    })
}

fn err(input: ParseStream<'_>) -> syn::Result<ErrorPolicy> {
    if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        return Ok(ErrorPolicy::By(input.parse()?));
    }
    if !input.peek(syn::token::Paren) {
        return Ok(ErrorPolicy::Text);
    }
    inside(input, |input| {
        let what = Ident::parse_any(input)?;
        let remedy = match what.to_string().as_str() {
            "type" => return Ok(ErrorPolicy::TypeOnly),
            "off" => return Ok(ErrorPolicy::Off),
            "Debug" | "Display" | "debug" | "display" => {
                "the `Display` text of an error is recorded without being asked for: write \
                 `err(type)` to leave it out, or `err = |returned| …` for another"
            }
            "level" => "errors have no level: remove this",
            _ => {
                "write `err(type)` to record the type without the text, `err(off)` to record \
                 nothing"
            }
        };
        Err(syn::Error::new_spanned(what, remedy))
    })
}

fn ret(input: ParseStream<'_>) -> syn::Result<How> {
    if !input.peek(syn::token::Paren) {
        return Ok(How::Value);
    }
    inside(input, How::parse)
}

fn allow(option: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    if !input.peek(syn::token::Paren) {
        return Err(syn::Error::new_spanned(option, "write `allow(raw_spawn)`"));
    }
    inside(input, |input| {
        let what = Ident::parse_any(input)?;
        if what == "raw_spawn" {
            return Ok(());
        }
        let message = format!("`{what}` cannot be allowed here, only `raw_spawn` can");
        Err(syn::Error::new_spanned(what, message))
    })
}

fn runtime(option: &Ident, input: ParseStream<'_>) -> syn::Result<Path> {
    equals(option, input, "crate = path::to::trace_runtime")?;
    if input.peek(LitStr) {
        let path: LitStr = input.parse()?;
        let message = format!("write the path without quotes: `crate = {}`", path.value());
        return Err(syn::Error::new_spanned(path, message));
    }
    Path::parse_mod_style(input)
}

impl Args {
    /// Where our crates are, unless it is said here or inside.
    pub(crate) fn look_for_crates(
        &mut self,
        crates: &Crates,
        item: &TokenStream,
        errors: &mut Errors,
    ) {
        self.tonic = match &crates.tonic {
            Name::Plain => Some(syn::parse_quote!(::trace_tonic)),
            Name::Renamed(name) => Some(renamed(name)),
            Name::Absent => None,
        };
        if self.runtime.is_some() {
            return;
        }
        match &crates.runtime {
            Name::Plain => {}
            Name::Renamed(name) => self.runtime = Some(renamed(name)),
            Name::Absent if item.to_string().contains("crate =") => {}
            Name::Absent => errors.at_span(
                Span::call_site(),
                "this crate does not depend on `trace-runtime`: add it, or say where it is \
                 re-exported, `#[traced(crate = path::to::trace_runtime)]`",
            ),
        }
    }

    /// An option says where the contract comes from, rightly or not.
    pub(crate) fn names_a_source(&self) -> bool {
        self.source_is_wrong || self.written.iter().any(|(option, _)| option.is_source())
    }

    /// Options of a function inside of a container that has some as well.
    pub(crate) fn or(mut self, container: &Args) -> Self {
        self.err = self.err.or_else(|| container.err.clone());
        self.allow_raw_spawn |= container.allow_raw_spawn;
        self.runtime = self.runtime.or_else(|| container.runtime.clone());
        self.tonic = self.tonic.or_else(|| container.tonic.clone());
        self
    }
}

fn renamed(name: &str) -> Path {
    let name = Ident::new(&name.replace('-', "_"), Span::mixed_site());
    syn::parse_quote!(::#name)
}
