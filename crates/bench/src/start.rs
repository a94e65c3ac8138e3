//! What the service takes while nobody uses it.

use std::path::Path;
use std::time::Duration;

use crate::quantity::{Bytes, Time};
use crate::service::Home;
use crate::{Failure, Row};

const STARTS: usize = 10;
/// After a start, until what is only needed for it has been given back.
const REST: Duration = Duration::from_millis(300);

/// Start to ready, and memory after it. The first start makes keys and database and is not counted.
pub(crate) fn measure(binary: &Path) -> Result<Vec<Row>, Failure> {
    let home = Home::new(binary)?;
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
