//! One name for each field.

use std::borrow::Cow;

/// Hands out the names of the fields of one line, none of them twice: what has a
/// name that is taken is called `name#2`, `name#3`, …
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Only of those that stand more than once among the fields.
    taken: Vec<Cow<'static, str>>,
}

impl Names {
    /// The name under which to write a field called `name`. `is_ours` are the
    /// names that are taken from the start, and `how_often` says how many of the
    /// fields have a name.
    pub(crate) fn unique(
        &mut self,
        name: Cow<'static, str>,
        is_ours: impl Fn(&str) -> bool,
        how_often: impl Fn(&str) -> usize,
    ) -> Cow<'static, str> {
        if !is_ours(&name) {
            if how_often(&name) < 2 {
                return name;
            }
            if !self.taken.contains(&name) {
                self.taken.push(name.clone());
                return name;
            }
        }
        let is_free = |candidate: &Cow<'static, str>| {
            !is_ours(candidate) && how_often(candidate) == 0 && !self.taken.contains(candidate)
        };
        let candidates = (2_u64..).map(|number| Cow::Owned(format!("{name}#{number}")));
        let free = candidates.into_iter().find(is_free).unwrap_or(name);
        self.taken.push(free.clone());
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(names: &[&'static str]) -> Vec<String> {
        let how_often = |name: &str| names.iter().filter(|other| **other == name).count();
        let mut unique = Names::default();
        let given = names.iter().map(|name| {
            let name = unique.unique(Cow::Borrowed(*name), |name| name == "ours", how_often);
            name.into_owned()
        });
        given.collect()
    }

    #[test]
    fn each_name_is_given_once() {
        assert_eq!(named(&["a", "b", "a", "a"]), ["a", "b", "a#2", "a#3"]);
        assert_eq!(
            named(&["a", "a", "a#2", "a#2"]),
            ["a", "a#3", "a#2", "a#2#2"]
        );
        assert_eq!(
            named(&["ours", "ours#2", "ours"]),
            ["ours#3", "ours#2", "ours#4"]
        );
        assert_eq!(named(&["", ""]), ["", "#2"]);
    }
}
