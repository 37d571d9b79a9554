//! The items of a crate, read from its source, by module.
//!
//! No `cfg` is evaluated: what any platform or feature has is found. Macros
//! around items, as in `cfg_rt! { … }`, are looked into.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, Expr, ExprLit, Generics, ImplItem, Item, ItemImpl, ItemMod, Lit, Meta, TraitItem,
    Type, UseTree, Visibility,
};

use crate::signature::{hands_work_over, is_given_work};

/// A module, and what it declares.
#[derive(Default)]
pub(crate) struct Module {
    /// Modules, types, traits and functions, and whether they are `pub`.
    pub(crate) names: BTreeMap<String, Vec<Name>>,
    /// `use path::*`.
    pub(crate) globs: Vec<Use>,
    /// Functions that hand work over.
    pub(crate) functions: Vec<String>,
    /// The methods that do: of a type as it is named here.
    pub(crate) methods: Vec<Method>,
}

pub(crate) struct Name {
    pub(crate) public: bool,
    pub(crate) meaning: Meaning,
}

/// What a name stands for.
pub(crate) enum Meaning {
    Module,
    Item,
    Import(Vec<String>),
}

pub(crate) struct Use {
    pub(crate) public: bool,
    pub(crate) path: Vec<String>,
}

pub(crate) struct Method {
    pub(crate) owner: Vec<String>,
    pub(crate) name: String,
}

/// The modules of a crate by their path; the root's is empty.
pub(crate) type Modules = BTreeMap<Vec<String>, Module>;

/// Reads a crate from its root file.
pub(crate) fn read(root: &Path) -> Modules {
    let mut reader = Reader::default();
    let directory = root.parent().expect("a file is in a directory");
    reader.file(root, directory, &[]);
    reader.modules
}

#[derive(Default)]
struct Reader {
    modules: Modules,
}

impl Reader {
    fn file(&mut self, file: &Path, children: &Path, path: &[String]) {
        let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        self.items(parsed.items, file, children, path);
    }

    fn items(&mut self, items: Vec<Item>, file: &Path, children: &Path, path: &[String]) {
        self.modules.entry(path.to_vec()).or_default();
        for item in items {
            self.item(item, file, children, path);
        }
    }

    fn item(&mut self, item: Item, file: &Path, children: &Path, path: &[String]) {
        let here = self.modules.entry(path.to_vec()).or_default();
        match item {
            Item::Fn(function) => {
                let name = function.sig.ident.to_string();
                here.declare(&name, &function.vis, Meaning::Item);
                if hands_work_over(&function.sig, &Generics::default()) {
                    here.functions.push(name);
                }
            }
            Item::Struct(item) => here.declare(&item.ident, &item.vis, Meaning::Item),
            Item::Enum(item) => here.declare(&item.ident, &item.vis, Meaning::Item),
            Item::Type(item) => here.declare(&item.ident, &item.vis, Meaning::Item),
            Item::Trait(item) => {
                here.declare(&item.ident, &item.vis, Meaning::Item);
                for member in item.items {
                    if let TraitItem::Fn(function) = member
                        && hands_work_over(&function.sig, &item.generics)
                    {
                        here.methods.push(Method {
                            owner: vec![item.ident.to_string()],
                            name: function.sig.ident.to_string(),
                        });
                    }
                }
            }
            Item::Impl(item) => here.implementation(item),
            Item::Use(item) => {
                let public = is_public(&item.vis);
                here.import(&item.tree, Vec::new(), public);
            }
            Item::Mod(item) => {
                here.declare(&item.ident, &item.vis, Meaning::Module);
                self.module(item, file, children, path);
            }
            Item::Macro(item) if item.ident.is_none() => {
                let name = item
                    .mac
                    .path
                    .segments
                    .last()
                    .map(|last| last.ident.to_string());
                // Not ours to expand: it declares types that have no functions of interest.
                let tokens = item.mac.tokens;
                if name.as_deref() == Some("pin_project") {
                    for name in declared_types(tokens) {
                        here.names.entry(name).or_default().push(Name {
                            public: true,
                            meaning: Meaning::Item,
                        });
                    }
                } else if let Ok(Items(items)) = syn::parse2(tokens) {
                    self.items(items, file, children, path);
                }
            }
            _ => {}
        }
    }

    fn module(&mut self, module: ItemMod, file: &Path, children: &Path, path: &[String]) {
        let name = module.ident.to_string();
        let name = name.trim_start_matches("r#");
        let mut inner = path.to_vec();
        inner.push(name.to_owned());
        if let Some((_, items)) = module.content {
            self.items(items, file, &children.join(name), &inner);
            return;
        }
        let at = path_attribute(&module.attrs)
            .map(|path| file.parent().expect("a file is in a directory").join(path));
        let candidates: Vec<(PathBuf, PathBuf)> = match at {
            Some(at) => vec![(at.clone(), at.parent().unwrap_or(children).to_owned())],
            None => vec![
                (children.join(format!("{name}.rs")), children.join(name)),
                (children.join(name).join("mod.rs"), children.join(name)),
            ],
        };
        // One that a `cfg` leaves out of the package is not there.
        if let Some((file, children)) = candidates.into_iter().find(|(file, _)| file.is_file()) {
            self.file(&file, &children, &inner);
        }
    }
}

impl Module {
    fn declare(&mut self, name: &impl ToString, visibility: &Visibility, meaning: Meaning) {
        let public = is_public(visibility);
        self.names
            .entry(name.to_string())
            .or_default()
            .push(Name { public, meaning });
    }

    fn implementation(&mut self, item: ItemImpl) {
        let Type::Path(owner) = *item.self_ty else {
            return;
        };
        let segments = owner.path.segments.iter();
        let owner: Vec<_> = segments.map(|segment| segment.ident.to_string()).collect();
        match item.trait_ {
            None => self.members(item.items, &item.generics, &owner),
            // `impl FromIterator<F> for JoinSet`, where `F` is a future.
            Some((of, _)) if is_given_work(&of, &item.generics) => {
                let name = of.segments.last().map(|last| format!("<{}>", last.ident));
                let name = name.unwrap_or_default();
                self.methods.push(Method { owner, name });
            }
            Some(_) => {}
        }
    }

    fn members(&mut self, items: Vec<ImplItem>, generics: &Generics, owner: &[String]) {
        for member in items {
            match member {
                ImplItem::Fn(function)
                    if is_public(&function.vis) && hands_work_over(&function.sig, generics) =>
                {
                    self.methods.push(Method {
                        owner: owner.to_vec(),
                        name: function.sig.ident.to_string(),
                    });
                }
                ImplItem::Macro(item) => {
                    if let Ok(Members(items)) = syn::parse2(item.mac.tokens) {
                        self.members(items, generics, owner);
                    }
                }
                _ => {}
            }
        }
    }

    fn import(&mut self, tree: &UseTree, mut path: Vec<String>, public: bool) {
        match tree {
            UseTree::Path(tree) => {
                path.push(tree.ident.to_string());
                self.import(&tree.tree, path, public);
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                let known_as = if name == "self" {
                    path.last().cloned().unwrap_or_default()
                } else {
                    path.push(name.clone());
                    name
                };
                let meaning = Meaning::Import(path);
                self.names
                    .entry(known_as)
                    .or_default()
                    .push(Name { public, meaning });
            }
            UseTree::Rename(rename) => {
                if rename.ident != "self" {
                    path.push(rename.ident.to_string());
                }
                let meaning = Meaning::Import(path);
                let known_as = rename.rename.to_string();
                self.names
                    .entry(known_as)
                    .or_default()
                    .push(Name { public, meaning });
            }
            UseTree::Glob(_) => self.globs.push(Use { public, path }),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, path.clone(), public);
                }
            }
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes
        .iter()
        .find_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        })
}

/// The names after `struct` and `enum`.
fn declared_types(tokens: TokenStream) -> Vec<String> {
    let words: Vec<_> = tokens.into_iter().map(|token| token.to_string()).collect();
    let pairs = words.windows(2);
    pairs
        .filter(|pair| pair[0] == "struct" || pair[0] == "enum")
        .map(|pair| pair[1].clone())
        .collect()
}

/// Items without a file around them.
struct Items(Vec<Item>);

impl Parse for Items {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut items = Vec::new();
        while !input.is_empty() {
            items.push(input.parse()?);
        }
        Ok(Items(items))
    }
}

/// Functions of an `impl`.
struct Members(Vec<ImplItem>);

impl Parse for Members {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut items = Vec::new();
        while !input.is_empty() {
            items.push(input.parse()?);
        }
        Ok(Members(items))
    }
}
