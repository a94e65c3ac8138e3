//! What the service takes while nobody uses it.

use std::path::Path;
use std::time::Duration;

use testkit::postgres::TestDatabase;

use crate::quantity::{Bytes, Time};
use crate::service::Home;
use crate::{Failure, Row};

const STARTS: usize = 10;
/// After a start, until what is only needed for it has been given back.
const REST: Duration = Duration::from_millis(300);

pub(crate) fn on_sqlite(binary: &Path) -> Result<Vec<Row>, Failure> {
    measure(&Home::new(binary)?)
}

pub(crate) fn on_postgres(binary: &Path) -> Result<Vec<Row>, Failure> {
    let database = TestDatabase::empty();
    measure(&Home::new(binary)?.on(database.url()))
}

/// Start to ready, and memory after it. The first start makes keys and tables and is not counted.
fn measure(home: &Home) -> Result<Vec<Row>, Failure> {
    home.start()?.stop()?;
    let (mut times, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let service = home.start()?;
        times.push(Time(service.time_to_ready));
        std::thread::sleep(REST);
        memory.push(service.memory()?);
        service.stop()?;
    }
    Ok(vec![
        Row::below("Start to ready", Time::from_micros(150_000), &times),
        Row::below("Idle memory", Bytes::from_mebibytes(30), &memory),
    ])
}
