//! Futures and streams anywhere in a returned type, by the names that are written.

use syn::visit_mut::VisitMut;
use syn::{AssocType, ParenthesizedGenericArguments, PathSegment, TraitBound, Type, TypePath};

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Hidden {
    Future,
    /// `Self::Future`, as in `tower::Service`: another type's name for one.
    Associated,
    Stream,
}

/// The first that is found. A closure that makes one is none.
pub(super) fn find(ty: &Type) -> Option<Hidden> {
    let mut finder = Finder(None);
    // There is no visitor here that only looks.
    finder.visit_type_mut(&mut ty.clone());
    finder.0
}

struct Finder(Option<Hidden>);

impl Finder {
    fn found(&mut self, hidden: Hidden) {
        self.0 = self.0.or(Some(hidden));
    }
}

impl VisitMut for Finder {
    fn visit_trait_bound_mut(&mut self, bound: &mut TraitBound) {
        match last(bound.path.segments.last()).as_deref() {
            Some("Future" | "IntoFuture" | "TryFuture" | "FusedFuture") => {
                self.found(Hidden::Future);
            }
            Some("Stream" | "TryStream" | "FusedStream") => self.found(Hidden::Stream),
            _ => {}
        }
        syn::visit_mut::visit_trait_bound_mut(self, bound);
    }

    fn visit_type_path_mut(&mut self, path: &mut TypePath) {
        let is_member = path.qself.is_some() || path.path.segments.len() == 2;
        match last(path.path.segments.last()).as_deref() {
            Some("BoxFuture" | "LocalBoxFuture") => self.found(Hidden::Future),
            Some("BoxStream" | "LocalBoxStream") => self.found(Hidden::Stream),
            Some("Future" | "IntoFuture") if is_member => self.found(Hidden::Associated),
            _ => {}
        }
        syn::visit_mut::visit_type_path_mut(self, path);
    }

    /// `Service<Request, Future = …>` is no future.
    fn visit_assoc_type_mut(&mut self, assoc: &mut AssocType) {
        if assoc.ident != "Future" {
            syn::visit_mut::visit_assoc_type_mut(self, assoc);
        }
    }

    /// `Fn(Request) -> BoxFuture<…>`
    fn visit_parenthesized_generic_arguments_mut(&mut self, _: &mut ParenthesizedGenericArguments) {
    }
}

fn last(segment: Option<&PathSegment>) -> Option<String> {
    segment.map(|segment| segment.ident.to_string())
}
