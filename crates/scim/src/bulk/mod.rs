//! Many operations in one request (RFC 7644, section 3.7).
//!
//! Operations run in the order in which they are given, except that one which refers to the resource of
//! a later one by `bulkId:…` waits for it. Two that wait for each other are answered with 409. Each
//! operation is atomic by itself; the request as a whole is not.

mod operation;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use self::operation::{Method, Operation};
use crate::{Answer, Precondition, Projection, ScimError, ScimType, Server};

/// Most operations of one request.
pub const MAX_OPERATIONS: usize = 1_000;
const REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

/// What shall be done.
#[derive(Clone, Debug, PartialEq)]
pub struct BulkRequest {
    operations: Vec<Operation>,
    fail_on_errors: Option<u64>,
}

impl BulkRequest {
    /// Reads the body of a bulk request.
    ///
    /// # Errors
    /// `invalidSyntax` if it is not such a body; 413 if it has too many operations.
    pub fn parse(body: &Value) -> Result<Self, ScimError> {
        let syntax = |detail: &str| ScimError::bad(ScimType::InvalidSyntax, detail);
        let has_schema = body["schemas"].as_array().is_some_and(|urns| {
            let is_it = |urn: &Value| {
                urn.as_str()
                    .is_some_and(|it| it.eq_ignore_ascii_case(REQUEST))
            };
            urns.iter().any(is_it)
        });
        if !has_schema {
            return Err(syntax(&format!("schemas: expected a list with {REQUEST}")));
        }
        let operations = body["Operations"].as_array();
        let operations = operations.ok_or_else(|| syntax("Operations: expected a list"))?;
        if operations.len() > MAX_OPERATIONS {
            let detail = format!("Operations: expected at most {MAX_OPERATIONS} (maxOperations)");
            return Err(ScimError::refused(413, detail));
        }
        let fail_on_errors = match &body["failOnErrors"] {
            Value::Null => None,
            number => match number.as_u64().filter(|number| *number > 0) {
                Some(number) => Some(number),
                None => return Err(syntax("failOnErrors: expected an integer above 0")),
            },
        };
        let operations = operations.iter().map(Operation::parse);
        let operations: Vec<_> = operations.collect::<Result<_, _>>()?;
        let mut ids = HashSet::new();
        for id in operations.iter().filter_map(|it| it.bulk_id.as_deref()) {
            if !ids.insert(id) {
                return Err(syntax(&format!("bulkId: '{id}' is given twice")));
            }
        }
        Ok(Self {
            operations,
            fail_on_errors,
        })
    }
}

/// What became of the operations so far.
struct Progress {
    results: Vec<Option<Value>>,
    ids: HashMap<String, String>,
    errors: u64,
}

impl Server<'_> {
    /// Runs a bulk request. What an operation meets is in its own result.
    pub async fn bulk(&self, request: &BulkRequest) -> Answer {
        let mut progress = Progress {
            results: vec![None; request.operations.len()],
            ids: HashMap::new(),
            errors: 0,
        };
        let later: HashSet<&str> = request
            .operations
            .iter()
            .filter_map(|it| it.bulk_id.as_deref())
            .collect();
        let mut waiting: Vec<usize> = (0..request.operations.len()).collect();
        let is_over = |progress: &Progress| {
            let limit = request.fail_on_errors;
            limit.is_some_and(|limit| progress.errors >= limit)
        };
        while !waiting.is_empty() && !is_over(&progress) {
            let mut still = Vec::new();
            for &index in &waiting {
                let Some(operation) = request.operations.get(index) else {
                    continue;
                };
                if is_over(&progress) {
                    break;
                }
                match operation.resolved(&progress.ids) {
                    Ok(ready) => self.step(&ready, index, &mut progress).await,
                    Err(missing) if later.contains(missing.as_str()) => still.push(index),
                    Err(missing) => {
                        let detail = format!("no operation has the bulkId '{missing}'");
                        let error = ScimError::invalid_value(detail);
                        progress.refuse(operation, index, &error);
                    }
                }
            }
            if still.len() == waiting.len() {
                for &index in &still {
                    if let Some(operation) = request.operations.get(index)
                        && !is_over(&progress)
                    {
                        let detail = "it refers to an operation that failed or that waits for it";
                        progress.refuse(operation, index, &ScimError::refused(409, detail));
                    }
                }
                break;
            }
            waiting = still;
        }
        let results: Vec<_> = progress.results.into_iter().flatten().collect();
        let body = json!({ "schemas": [RESPONSE], "Operations": results });
        Answer {
            status: 200,
            body: Some(body),
            location: None,
            version: None,
        }
    }

    async fn step(&self, operation: &Operation, index: usize, progress: &mut Progress) {
        match self.perform(operation).await {
            Ok(answer) => {
                let id = answer.body.as_ref().and_then(|body| body["id"].as_str());
                if let (Some(bulk_id), Some(id)) = (&operation.bulk_id, id) {
                    progress.ids.insert(bulk_id.clone(), id.to_owned());
                }
                let location = answer.location.or_else(|| {
                    let id = operation.id.as_deref()?;
                    Some(self.location(operation.kind, id))
                });
                let mut result = operation.result(answer.status);
                if let Some(location) = location {
                    result.insert("location".to_owned(), location.into());
                }
                if let Some(version) = answer.version {
                    result.insert("version".to_owned(), version.into());
                }
                progress.note(index, result);
            }
            Err(error) => progress.refuse(operation, index, &error),
        }
    }

    async fn perform(&self, operation: &Operation) -> Result<Answer, ScimError> {
        let projection = Projection::parse(Some("id,meta"), None)?;
        let (kind, data) = (operation.kind, &operation.data);
        let precondition = match &operation.version {
            Some(version) => Precondition::parse(version),
            None => Precondition::Any,
        };
        let id = operation.id.as_deref().unwrap_or_default();
        match operation.method {
            Method::Post => self.create(kind, data, &projection).await,
            Method::Put => {
                self.replace(kind, id, data, &projection, &precondition)
                    .await
            }
            Method::Patch => self.patch(kind, id, data, &projection, &precondition).await,
            Method::Delete => self.delete(kind, id, &precondition).await,
        }
    }
}

impl Progress {
    fn refuse(&mut self, operation: &Operation, index: usize, error: &ScimError) {
        self.errors += 1;
        let mut result = operation.result(error.status());
        result.insert("response".to_owned(), error.to_json());
        self.note(index, result);
    }

    fn note(&mut self, index: usize, result: Map<String, Value>) {
        if let Some(place) = self.results.get_mut(index) {
            *place = Some(Value::Object(result));
        }
    }
}
