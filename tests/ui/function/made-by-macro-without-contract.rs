use trace_runtime::{TraceContract, traced};

macro_rules! handler {
    ($name:ident, ($($parameters:tt)*)) => {
        #[traced]
        async fn $name($($parameters)*) -> u64 {
            7
        }
    };
}

handler!(list, (_page: u64));
//~ handler!(list, (cx: &TraceContract, _page: u64));

fn main() {
    let _ = (list, None::<&TraceContract>);
}
