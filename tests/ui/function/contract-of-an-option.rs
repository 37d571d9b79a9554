use trace_runtime::{SealedContract, traced};

struct Job {
    sealed: Option<SealedContract>,
}

impl Job {
    #[traced(cx = self.sealed as cx)]
    //~ #[traced(cx = self.sealed.as_ref().expect("a job has one") as cx)]
    fn work(&self) {}
}

fn main() {
    let _ = (Job::work, |sealed| Job { sealed });
}
