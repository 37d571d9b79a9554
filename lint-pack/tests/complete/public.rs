//! Under which paths a user of a crate reaches what its modules declare.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Meaning, Modules};

/// Where an item is declared: the path of its module, and its name.
type Place = Vec<String>;

/// The public paths of the functions and methods of a crate that hand work over;
/// those of one function together, the shortest first.
pub(crate) fn spawners(name: &str, modules: &Modules) -> Vec<Vec<String>> {
    let mut reach = Reach::new(modules);
    reach.module(&[], &[]);
    let mut found: BTreeMap<Place, Vec<String>> = BTreeMap::new();
    for (path, module) in modules {
        for function in &module.functions {
            let place = joined(path, function);
            let paths = reach.paths_of(&place);
            let paths = paths.map(|path| shown(name, path, None)).collect();
            found.insert(place, paths);
        }
        for method in &module.methods {
            for owner in reach.names.resolve(path, &method.owner) {
                let paths = reach.paths_of(&owner);
                let paths: Vec<_> = paths
                    .map(|path| shown(name, path, Some(&method.name)))
                    .collect();
                found.insert(joined(&owner, &method.name), paths);
            }
        }
    }
    found.retain(|_, paths| !paths.is_empty());
    let sorted = found.into_values().map(|mut paths| {
        paths.sort_by_key(|path| (path.matches("::").count(), path.clone()));
        paths
    });
    sorted.collect()
}

fn shown(name: &str, path: &[String], method: Option<&str>) -> String {
    let mut words = vec![name];
    words.extend(path.iter().map(String::as_str));
    words.extend(method);
    words.join("::")
}

fn joined(path: &[String], name: &str) -> Place {
    let mut place = path.to_vec();
    place.push(name.to_owned());
    place
}

/// The public paths of each item.
struct Reach<'a> {
    modules: &'a Modules,
    names: Names<'a>,
    paths: BTreeMap<Place, BTreeSet<Vec<String>>>,
}

impl<'a> Reach<'a> {
    fn new(modules: &'a Modules) -> Self {
        Reach {
            modules,
            names: Names::of(modules),
            paths: BTreeMap::new(),
        }
    }

    fn paths_of(&self, place: &Place) -> impl Iterator<Item = &Vec<String>> {
        self.paths.get(place).into_iter().flatten()
    }

    /// Everything public in the module at `place`, which is reached by `by`.
    fn module(&mut self, place: &[String], by: &[String]) {
        // `pub use crate as …` says nothing new.
        if place.is_empty() && !by.is_empty() {
            return;
        }
        let Some(module) = self.modules.get(place) else {
            return;
        };
        for (name, meanings) in &module.names {
            let by = joined(by, name);
            for meaning in meanings.iter().filter(|meaning| meaning.public) {
                match &meaning.meaning {
                    Meaning::Item => self.reached(joined(place, name), &by),
                    Meaning::Module => self.module(&joined(place, name), &by),
                    Meaning::Import(path) => {
                        for target in self.names.resolve(place, path) {
                            self.reached(target.clone(), &by);
                            if is_public_module(self.modules, &target) {
                                self.module(&target, &by);
                            }
                        }
                    }
                }
            }
        }
        for glob in module.globs.iter().filter(|glob| glob.public) {
            for target in self.names.resolve(place, &glob.path) {
                if target != place {
                    self.module(&target, by);
                }
            }
        }
    }

    fn reached(&mut self, place: Place, by: &[String]) {
        self.paths.entry(place).or_default().insert(by.to_vec());
    }
}

/// One that is not cannot be imported from elsewhere, though a function of the
/// same name beside it can.
fn is_public_module(modules: &Modules, place: &[String]) -> bool {
    let Some((name, parent)) = place.split_last() else {
        return true;
    };
    let meanings = modules
        .get(parent)
        .and_then(|module| module.names.get(name));
    let mut meanings = meanings.into_iter().flatten();
    meanings.any(|it| it.public && matches!(it.meaning, Meaning::Module))
}

/// What names mean inside of modules.
struct Names<'a> {
    modules: &'a Modules,
    known: BTreeMap<(Place, String), Vec<Place>>,
}

impl<'a> Names<'a> {
    fn of(modules: &'a Modules) -> Self {
        Names {
            modules,
            known: BTreeMap::new(),
        }
    }

    /// What `path` means in the module `at`: places of items and modules, for one
    /// name may stand for several. Nothing for what another crate declares.
    fn resolve(&mut self, at: &[String], path: &[String]) -> Vec<Place> {
        let Some((first, rest)) = path.split_first() else {
            return Vec::new();
        };
        let mut places = match first.as_str() {
            "crate" => vec![Vec::new()],
            "self" => vec![at.to_vec()],
            name => self.member(at, name),
        };
        for name in rest {
            let inside = places.iter().flat_map(|place| self.member(place, name));
            places = inside.collect();
        }
        places
    }

    fn member(&mut self, at: &[String], name: &str) -> Vec<Place> {
        if name == "super" {
            let parent = at.split_last().map(|(_, parent)| parent.to_vec());
            return parent.into_iter().collect();
        }
        let key = (at.to_vec(), name.to_owned());
        if let Some(places) = self.known.get(&key) {
            return places.clone();
        }
        // Until all is known it means what stands here: imports may go in circles,
        // as `pub use spawn::spawn` beside `mod spawn` does.
        let mut places = self.declared(at, name);
        self.known.insert(key.clone(), places.clone());
        places.extend(self.imported(at, name));
        places.sort();
        places.dedup();
        self.known.insert(key, places.clone());
        places
    }

    fn declared(&self, at: &[String], name: &str) -> Vec<Place> {
        let meanings = self
            .modules
            .get(at)
            .and_then(|module| module.names.get(name));
        let meanings = meanings.into_iter().flatten();
        let declared = meanings.filter(|it| !matches!(it.meaning, Meaning::Import(_)));
        declared.map(|_| joined(at, name)).collect()
    }

    fn imported(&mut self, at: &[String], name: &str) -> Vec<Place> {
        let modules = self.modules;
        let Some(module) = modules.get(at) else {
            return Vec::new();
        };
        let mut places = Vec::new();
        for meaning in module.names.get(name).into_iter().flatten() {
            if let Meaning::Import(path) = &meaning.meaning {
                places.extend(self.resolve(at, path));
            }
        }
        for glob in &module.globs {
            for target in self.resolve(at, &glob.path) {
                places.extend(self.member(&target, name));
            }
        }
        places
    }
}
