//! Rates, errors and percentiles, from what the store has counted.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use trace_model::SpanKind;
use trace_store::Store;
use trace_store::rollup::Cell;

use super::asked::Asked;
use super::failure::Failure;
use super::period;
use super::shapes::{EdgeLine, Edges, OperationLine, Services, SinceQuery};

pub(super) async fn services(
    State(store): State<Arc<dyn Store>>,
    Asked(query): Asked<SinceQuery>,
) -> Result<Json<Services>, Failure> {
    let minutes = period::minutes(query.minutes, 60);
    let counted = store.roll_ups_with_live(period::until_now(minutes)).await?;
    let asked = query.service.as_deref();
    let mut cells: BTreeMap<(Arc<str>, Arc<str>, SpanKind), Cell> = BTreeMap::new();
    for ((operation, _), cell) in &counted.value.operations {
        let service = operation.service.clone();
        let key = match asked {
            Some(asked) if *asked == *service => (service, operation.name.clone(), operation.kind),
            Some(_) => continue,
            // What a service does for others is how it is judged.
            None if matches!(operation.kind, SpanKind::Server | SpanKind::Consumer) => {
                (service, "".into(), SpanKind::Server)
            }
            None => (service, "".into(), SpanKind::Internal),
        };
        cells.entry(key).or_default().merge(cell);
    }
    if asked.is_none() {
        let serving: Vec<_> = cells
            .keys()
            .filter(|key| key.2 == SpanKind::Server)
            .cloned()
            .collect();
        for (service, name, _) in serving {
            cells.remove(&(service, name, SpanKind::Internal));
        }
    }
    let line = |((service, operation, kind), cell): (&(Arc<str>, Arc<str>, SpanKind), &Cell)| {
        OperationLine {
            service: service.clone(),
            operation: operation.clone(),
            kind: kind.as_str().to_owned(),
            counts: cell.into(),
        }
    };
    Ok(Json(Services {
        minutes,
        counted_seconds: period::covered_seconds(minutes, &counted.coverage),
        services: cells.iter().map(line).collect(),
        coverage: counted.coverage.into(),
    }))
}

pub(super) async fn map(
    State(store): State<Arc<dyn Store>>,
    Asked(query): Asked<SinceQuery>,
) -> Result<Json<Edges>, Failure> {
    let minutes = period::minutes(query.minutes, 60);
    let counted = store.roll_ups_with_live(period::until_now(minutes)).await?;
    let mut cells: BTreeMap<_, Cell> = BTreeMap::new();
    for ((edge, _), cell) in &counted.value.edges {
        cells.entry(edge.clone()).or_default().merge(cell);
    }
    let edges = cells.into_iter().map(|(edge, cell)| EdgeLine {
        client: edge.client,
        server: edge.server,
        counts: (&cell).into(),
    });
    Ok(Json(Edges {
        minutes,
        counted_seconds: period::covered_seconds(minutes, &counted.coverage),
        edges: edges.collect(),
        coverage: counted.coverage.into(),
    }))
}
