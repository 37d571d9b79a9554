//! What was written between the parentheses of `#[traced(…)]`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, LitStr, Path, Token, Type, parenthesized};

use crate::errors::Errors;

/// The options, each at most once.
#[derive(Default, Clone)]
pub(crate) struct Args {
    pub(crate) name: Option<LitStr>,
    pub(crate) kind: Option<Ident>,
    pub(crate) fields: Vec<Field>,
    pub(crate) source: Option<Source>,
    pub(crate) err: Option<ErrorPolicy>,
    pub(crate) ret: Option<How>,
    pub(crate) allow_raw_spawn: bool,
    pub(crate) runtime: Option<Path>,
    /// The options in the order written, with their places.
    pub(crate) written: Vec<Ident>,
}

/// A contract that is no parameter.
#[derive(Clone)]
pub(crate) enum Source {
    /// `cx = expression as name`
    Expression { expression: Expr, name: Ident },
    /// `root as name`
    Root { name: Ident },
}

/// `key = expression`
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    /// `None`: the parameter of that name.
    pub(crate) value: Option<(How, Expr)>,
}

/// How a value is recorded.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum How {
    Value,
    Display,
    Debug,
}

/// What is recorded of an error.
#[derive(Clone)]
pub(crate) enum ErrorPolicy {
    Text,
    TypeOnly,
    Off,
    By(Expr),
}

const KNOWN: [&str; 10] = [
    "name", "kind", "fields", "cx", "root", "err", "ret", "allow", "crate", "field",
];
const KINDS: [&str; 5] = ["internal", "server", "client", "producer", "consumer"];

/// Parses the options; those that are wrong are reported and left out.
pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Args {
    let mut args = Args::default();
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            if let Err(error) = option(input, &mut args) {
                errors.add(error);
                skip_to_comma(input)?;
            }
            if input.is_empty() {
                break;
            }
            if let Err(error) = input.parse::<Token![,]>() {
                errors.add(error);
                skip_to_comma(input)?;
                let _ = input.parse::<Option<Token![,]>>()?;
            }
        }
        Ok(())
    };
    if let Err(error) = parser.parse2(tokens) {
        errors.add(error);
    }
    args
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

fn option(input: ParseStream<'_>, args: &mut Args) -> syn::Result<()> {
    if !input.peek(Ident::peek_any) {
        let token: TokenTree = input.parse()?;
        return Err(syn::Error::new_spanned(
            token,
            format!("expected an option of `#[traced]`: {}", known()),
        ));
    }
    let option = Ident::parse_any(input)?;
    let word = option.to_string();
    if args.written.contains(&option) {
        return Err(syn::Error::new_spanned(
            &option,
            format!("`{word}` is given twice"),
        ));
    }
    args.written.push(option.clone());
    match word.as_str() {
        "name" => {
            input.parse::<Token![=]>()?;
            let name: LitStr = input.parse()?;
            if name.value().is_empty() {
                return Err(syn::Error::new_spanned(name, "a span needs a name"));
            }
            args.name = Some(name);
        }
        "kind" => args.kind = Some(kind(input)?),
        "fields" => args.fields = fields(input)?,
        "cx" => args.source = source(&option, input, args.source.is_some())?,
        "root" => args.source = root(&option, input, args.source.is_some())?,
        "err" => args.err = Some(err(input)?),
        "ret" => args.ret = Some(ret(input)?),
        "allow" => {
            let content;
            parenthesized!(content in input);
            let what: Ident = content.parse()?;
            if what != "raw_spawn" || !content.is_empty() {
                return Err(syn::Error::new_spanned(what, "only `allow(raw_spawn)` is known"));
            }
            args.allow_raw_spawn = true;
        }
        "crate" => {
            input.parse::<Token![=]>()?;
            args.runtime = Some(Path::parse_mod_style(input)?);
        }
        _ => return Err(unknown(&option)),
    }
    Ok(())
}

fn kind(input: ParseStream<'_>) -> syn::Result<Ident> {
    input.parse::<Token![=]>()?;
    let kind = Ident::parse_any(input)?;
    if KINDS.contains(&kind.to_string().as_str()) {
        return Ok(kind);
    }
    let message = format!("`{kind}` is no kind of span: write one of `{}`", KINDS.join("`, `"));
    Err(syn::Error::new_spanned(kind, message))
}

/// `= expression as name`
fn source(option: &Ident, input: ParseStream<'_>, given: bool) -> syn::Result<Option<Source>> {
    input.parse::<Token![=]>()?;
    let expression: Expr = input.parse()?;
    if given {
        return Err(syn::Error::new_spanned(option, "`cx` and `root` exclude each other"));
    }
    if let Expr::Cast(cast) = &expression
        && let Type::Path(path) = &*cast.ty
        && let Some(name) = path.path.get_ident()
    {
        return Ok(Some(Source::Expression {
            expression: (*cast.expr).clone(),
            name: name.clone(),
        }));
    }
    let text = expression.to_token_stream().to_string().replace(' ', "");
    Err(syn::Error::new_spanned(
        &expression,
        format!(
            "name the contract that the body uses: `cx = {text} as cx`; the body must not use \
             the one it came from"
        ),
    ))
}

/// `as name`
fn root(option: &Ident, input: ParseStream<'_>, given: bool) -> syn::Result<Option<Source>> {
    if !input.peek(Token![as]) {
        return Err(syn::Error::new_spanned(
            option,
            "name the contract that the body uses: `root as cx`",
        ));
    }
    input.parse::<Token![as]>()?;
    let name: Ident = input.parse()?;
    if given {
        return Err(syn::Error::new_spanned(option, "`cx` and `root` exclude each other"));
    }
    Ok(Some(Source::Root { name }))
}

fn err(input: ParseStream<'_>) -> syn::Result<ErrorPolicy> {
    if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        return Ok(ErrorPolicy::By(input.parse()?));
    }
    if !input.peek(syn::token::Paren) {
        return Ok(ErrorPolicy::Text);
    }
    let content;
    parenthesized!(content in input);
    let what = Ident::parse_any(&content)?;
    match what.to_string().as_str() {
        "type" => Ok(ErrorPolicy::TypeOnly),
        "off" => Ok(ErrorPolicy::Off),
        "Debug" | "Display" => Err(syn::Error::new_spanned(
            what,
            "the text of an error is its `Display`; write `err(type)` to record the type alone",
        )),
        _ => Err(syn::Error::new_spanned(
            what,
            "write `err(type)`, for the type without the text, or `err(off)`",
        )),
    }
}

fn ret(input: ParseStream<'_>) -> syn::Result<How> {
    if !input.peek(syn::token::Paren) {
        return Ok(How::Value);
    }
    let content;
    parenthesized!(content in input);
    how(&content)
}

/// `display` or `debug`
pub(crate) fn how(input: ParseStream<'_>) -> syn::Result<How> {
    let how = Ident::parse_any(input)?;
    match how.to_string().as_str() {
        "display" | "Display" => Ok(How::Display),
        "debug" | "Debug" => Ok(How::Debug),
        _ => Err(syn::Error::new_spanned(how, "write `display` or `debug`")),
    }
}

fn fields(input: ParseStream<'_>) -> syn::Result<Vec<Field>> {
    let content;
    parenthesized!(content in input);
    let fields = Punctuated::<Field, Token![,]>::parse_terminated_with(&content, field)?;
    Ok(fields.into_iter().collect())
}

/// `key`, `key.more = expression`, `"key" = %expression`
fn field(input: ParseStream<'_>) -> syn::Result<Field> {
    let key_span = input.span();
    let key = if input.peek(LitStr) {
        input.parse::<LitStr>()?.value()
    } else {
        let mut key = Ident::parse_any(input)?.unraw().to_string();
        while input.peek(Token![.]) {
            input.parse::<Token![.]>()?;
            key.push('.');
            key.push_str(&Ident::parse_any(input)?.unraw().to_string());
        }
        key
    };
    if !input.peek(Token![=]) {
        return Ok(Field {
            key,
            key_span,
            value: None,
        });
    }
    input.parse::<Token![=]>()?;
    let how = if input.peek(Token![%]) {
        input.parse::<Token![%]>()?;
        How::Display
    } else if input.peek(Token![?]) {
        input.parse::<Token![?]>()?;
        How::Debug
    } else {
        How::Value
    };
    Ok(Field {
        key,
        key_span,
        value: Some((how, input.parse()?)),
    })
}

fn known() -> String {
    format!("`{}`", KNOWN[..KNOWN.len() - 1].join("`, `"))
}

/// What to write instead: a habit of another library, or a slip of the pen.
fn unknown(option: &Ident) -> syn::Error {
    let word = option.to_string();
    let remedy = match word.as_str() {
        "skip" | "skip_all" => {
            "nothing is recorded unless it is named, so there is nothing to skip: remove this"
                .to_owned()
        }
        "level" => "spans have no level: whether a trace is recorded is the sampler's decision".to_owned(),
        "target" => "a span's target is its module; write `name = \"…\"` to tell spans apart".to_owned(),
        "parent" => "the parent is the contract that is passed in; write `cx = expression as cx` \
                     for one that is no parameter"
            .to_owned(),
        "follows_from" => "write `cx.add_link(…)` in the body".to_owned(),
        "field" => "write `fields(…)`, or `#[field]` on a parameter".to_owned(),
        _ => match nearest(&word) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the options are {}", known()),
        },
    };
    syn::Error::new_spanned(option, format!("`{option}` is no option of `#[traced]`: {remedy}"))
}

/// The option that one slip of the pen away, or a prefix, is meant.
fn nearest(word: &str) -> Option<&'static str> {
    let distance = |other: &str| {
        let mut row: Vec<usize> = (0..=other.len()).collect();
        for (at, a) in word.bytes().enumerate() {
            let mut before = at;
            row[0] = at + 1;
            for (place, b) in other.bytes().enumerate() {
                let change = before + usize::from(a != b);
                before = row[place + 1];
                row[place + 1] = change.min(before + 1).min(row[place] + 1);
            }
        }
        row[other.len()]
    };
    let near = KNOWN.iter().map(|known| (distance(known), *known)).min()?;
    (near.0 <= 2 && near.0 < word.len()).then_some(near.1)
}

impl Args {
    /// Options of a function inside of a container that has some as well.
    pub(crate) fn or(mut self, container: &Args) -> Self {
        self.err = self.err.or_else(|| container.err.clone());
        self.allow_raw_spawn |= container.allow_raw_spawn;
        self.runtime = self.runtime.or_else(|| container.runtime.clone());
        self
    }
}

/// The variant of `Kind` for `kind = …`.
pub(crate) fn variant(kind: Option<&Ident>) -> Ident {
    let word = kind.map_or_else(|| "internal".to_owned(), ToString::to_string);
    let (first, rest) = word.split_at(1);
    format_ident!("{}{}", first.to_ascii_uppercase(), rest)
}
