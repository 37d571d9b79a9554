//! The options that there are: the one list of them.

use proc_macro2::Ident;

/// An option of `#[traced(…)]`. What it may say stands in the table of `traced.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opt {
    Name,
    Kind,
    Attributes,
    Cx,
    Root,
    Err,
    Ret,
    Allow,
    Crate,
}

impl Opt {
    pub(crate) const ALL: [Opt; 9] = [
        Opt::Name,
        Opt::Kind,
        Opt::Attributes,
        Opt::Cx,
        Opt::Root,
        Opt::Err,
        Opt::Ret,
        Opt::Allow,
        Opt::Crate,
    ];

    /// The word that users write.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Opt::Name => "name",
            Opt::Kind => "kind",
            Opt::Attributes => "attributes",
            Opt::Cx => "cx",
            Opt::Root => "root",
            Opt::Err => "err",
            Opt::Ret => "ret",
            Opt::Allow => "allow",
            Opt::Crate => "crate",
        }
    }

    pub(crate) fn of(word: &Ident) -> Option<Self> {
        Opt::ALL.into_iter().find(|option| word == option.word())
    }

    /// Whether it may stand on a container, where it is said of each function inside.
    pub(crate) fn is_for_containers(self) -> bool {
        match self {
            Opt::Err | Opt::Allow | Opt::Crate => true,
            Opt::Name | Opt::Kind | Opt::Attributes | Opt::Cx | Opt::Root | Opt::Ret => false,
        }
    }

    /// Whether it says where the contract comes from.
    pub(crate) fn is_source(self) -> bool {
        matches!(self, Opt::Cx | Opt::Root)
    }
}

/// The options, for a message.
pub(crate) fn list() -> String {
    format!("`{}`", Opt::ALL.map(Opt::word).join("`, `"))
}
