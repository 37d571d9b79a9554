use trace_runtime::{SealedContract, traced};

struct Request {
    sealed: SealedContract,
}

impl Request {
    #[traced(cx = self.sealed)]
    //~ #[traced(cx = self.sealed as cx)]
    fn handle(&self) {}
}

fn main() {
    let _ = (Request::handle, None::<SealedContract>);
}
