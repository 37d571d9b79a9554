//! Whether a function hands work over: by what it takes, or by its name.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{
    FnArg, GenericArgument, GenericParam, Generics, Lifetime, Path, PathArguments, Signature, Type,
    TypeImplTrait, TypeParamBound, TypePath, TypeTraitObject, WherePredicate,
};

/// Traits of what can be run.
const WORK: [&str; 8] = [
    "Future",
    "IntoFuture",
    "Fn",
    "FnMut",
    "FnOnce",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
];

/// Boxed futures, which name their lifetime.
const BOXED: [&str; 5] = [
    "BoxFuture",
    "FutureObj",
    "LocalBoxFuture",
    "LocalFutureObj",
    "TryBoxFuture",
];

/// Whether work that is `'static` goes in, so that it may run elsewhere, or the
/// name says so.
pub(crate) fn hands_work_over(signature: &Signature, outer: &Generics) -> bool {
    let name = signature.ident.to_string();
    is_named_so(&name) || takes_static_work(signature, outer)
}

/// Whether a trait is implemented for work as its argument: what has the trait is
/// given futures or closures that are `'static`.
pub(crate) fn is_given_work(of: &Path, generics: &Generics) -> bool {
    let mut bounds = Bounds::default();
    bounds.add(generics);
    let work = bounds.static_work();
    let last = of.segments.last();
    let arguments = last.map(|last| &last.arguments);
    let Some(PathArguments::AngleBracketed(arguments)) = arguments else {
        return false;
    };
    arguments.args.iter().any(|argument| match argument {
        GenericArgument::Type(ty) => mentions(ty, &work),
        _ => false,
    })
}

fn mentions(ty: &Type, work: &BTreeSet<String>) -> bool {
    let mut search = Search {
        work,
        boxed: false,
        found: false,
    };
    search.visit_type(ty);
    search.found
}

fn is_named_so(name: &str) -> bool {
    name == "spawn"
        || name.starts_with("spawn_")
        || name.ends_with("_spawn")
        || name.starts_with("block_on")
        || name == "build_task"
        || name == "execute"
}

fn takes_static_work(signature: &Signature, outer: &Generics) -> bool {
    let mut bounds = Bounds::default();
    bounds.add(outer);
    bounds.add(&signature.generics);
    let work = bounds.static_work();
    signature.inputs.iter().any(|input| match input {
        FnArg::Receiver(_) => false,
        FnArg::Typed(argument) => mentions(&argument.ty, &work),
    })
}

/// What is asked of a generic parameter, in all the places where that can be.
#[derive(Default)]
struct Bounds {
    of: BTreeMap<String, Asked>,
}

#[derive(Default)]
struct Asked {
    work: bool,
    is_static: bool,
}

impl Bounds {
    fn add(&mut self, generics: &Generics) {
        for parameter in &generics.params {
            if let GenericParam::Type(parameter) = parameter {
                self.ask(&parameter.ident.to_string(), parameter.bounds.iter());
            }
        }
        let predicates = generics
            .where_clause
            .iter()
            .flat_map(|r#where| &r#where.predicates);
        for predicate in predicates {
            if let WherePredicate::Type(predicate) = predicate
                && let Type::Path(TypePath {
                    qself: None, path, ..
                }) = &predicate.bounded_ty
                && let Some(parameter) = path.get_ident()
            {
                self.ask(&parameter.to_string(), predicate.bounds.iter());
            }
        }
    }

    fn ask<'a>(&mut self, parameter: &str, bounds: impl Iterator<Item = &'a TypeParamBound>) {
        let asked = self.of.entry(parameter.to_owned()).or_default();
        for bound in bounds {
            asked.work |= is_work(bound);
            asked.is_static |= is_static(bound);
        }
    }

    fn static_work(self) -> BTreeSet<String> {
        let both = self
            .of
            .into_iter()
            .filter(|(_, asked)| asked.work && asked.is_static);
        both.map(|(parameter, _)| parameter).collect()
    }
}

fn is_work(bound: &TypeParamBound) -> bool {
    match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            last.is_some_and(|last| WORK.iter().any(|name| last.ident == name))
        }
        _ => false,
    }
}

fn is_static(bound: &TypeParamBound) -> bool {
    matches!(bound, TypeParamBound::Lifetime(lifetime) if lifetime.ident == "static")
}

/// Looks for work in the type of an argument.
struct Search<'a> {
    work: &'a BTreeSet<String>,
    /// Inside of a `Box`, where a trait object without a lifetime is `'static`.
    boxed: bool,
    found: bool,
}

impl<'ast> Visit<'ast> for Search<'_> {
    fn visit_type_path(&mut self, path: &'ast TypePath) {
        if let Some(ident) = path.path.get_ident() {
            self.found |= self.work.contains(&ident.to_string());
        }
        let Some(last) = path.path.segments.last() else {
            return;
        };
        if BOXED.iter().any(|name| last.ident == name) {
            self.found |= first_lifetime(&last.arguments).is_some_and(|l| l.ident == "static");
        }
        let before = self.boxed;
        self.boxed = last.ident == "Box" || (before && last.ident == "Pin");
        visit::visit_type_path(self, path);
        self.boxed = before;
    }

    fn visit_type_impl_trait(&mut self, it: &'ast TypeImplTrait) {
        self.found |= it.bounds.iter().any(is_work) && it.bounds.iter().any(is_static);
        visit::visit_type_impl_trait(self, it);
    }

    fn visit_type_trait_object(&mut self, it: &'ast TypeTraitObject) {
        let borrows = it.bounds.iter().any(|bound| {
            matches!(bound, TypeParamBound::Lifetime(lifetime) if lifetime.ident != "static")
        });
        self.found |= self.boxed && it.bounds.iter().any(is_work) && !borrows;
        visit::visit_type_trait_object(self, it);
    }
}

fn first_lifetime(arguments: &PathArguments) -> Option<&Lifetime> {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Lifetime(lifetime) => Some(lifetime),
        _ => None,
    })
}
