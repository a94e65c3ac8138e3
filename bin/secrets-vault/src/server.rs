//! A running server: bound, serving, and able to stop.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{ServerHandle, Service as _};
use actix_web::middleware::from_fn;
use actix_web::web::{Data, ServiceConfig};
use actix_web::{App, HttpServer, web};
use demo_app::DemoApp;
use http_api::Api;
use openssl::ssl::SslAcceptorBuilder;
use pages::Pages;

use crate::config::Settings;
use crate::workers::Bell;
use crate::{Failure, tls};

/// Threads for each thread that serves, for what would keep it from serving: SQLite writes once at
/// a time, and a few lists are read meanwhile. Each thread costs memory.
const BLOCKING_THREADS: usize = 4;

/// What is served beside the API and the pages of every service.
#[derive(Clone, Default)]
pub(crate) struct Beside {
    /// The application of the demonstration.
    pub(crate) demo: Option<Data<DemoApp>>,
    /// Rings after each request, which may have left something to do.
    pub(crate) bell: Bell,
}

/// A socket that is bound but not served yet, so that its port is known.
pub(crate) struct Bound {
    listener: TcpListener,
    tls: Option<SslAcceptorBuilder>,
    /// The address that was bound.
    pub(crate) address: SocketAddr,
}

impl Bound {
    /// Reads certificate and key, if the service itself speaks TLS, and binds the configured address.
    pub(crate) fn new(settings: &Settings) -> Result<Self, Failure> {
        let tls = tls::acceptor(&settings.http)?;
        let wanted = settings.listen()?;
        let listener = TcpListener::bind(wanted)
            .map_err(|error| format!("cannot listen on {wanted}: {error}"))?;
        let address = listener.local_addr()?;
        Ok(Self {
            listener,
            tls,
            address,
        })
    }

    /// Serves until it is told to stop by its handle.
    pub(crate) fn serve(
        self,
        settings: &Settings,
        api: Arc<Api>,
        pages: Pages,
        beside: Beside,
    ) -> Result<(actix_web::dev::Server, ServerHandle), Failure> {
        let pages = web::Data::new(pages);
        let api = web::Data::from(api);
        let server = HttpServer::new(move || {
            let (routes, demo) = (pages::routes(pages.clone()), beside.demo.clone());
            let routes = move |config: &mut ServiceConfig| {
                routes(config);
                if let Some(demo) = demo {
                    demo_app::routes(demo)(config);
                }
            };
            let bell = beside.bell.clone();
            App::new()
                .app_data(pages.clone())
                .wrap_fn(move |request, service| {
                    let (bell, answer) = (bell.clone(), service.call(request));
                    async move {
                        let answer = answer.await;
                        bell.ring();
                        answer
                    }
                })
                .wrap(from_fn(pages::explain))
                .wrap(from_fn(pages::hand_over))
                .configure(http_api::routes(api.clone(), routes))
        })
        .workers(settings.http.threads())
        .worker_max_blocking_threads(BLOCKING_THREADS)
        .disable_signals()
        .shutdown_timeout(settings.http.drain_seconds)
        .client_request_timeout(Duration::from_secs(10))
        .client_disconnect_timeout(Duration::from_secs(5));
        let server = match self.tls {
            Some(tls) => server.listen_openssl(self.listener, tls)?,
            None => server.listen(self.listener)?,
        };
        let server = server.run();
        let handle = server.handle();
        Ok((server, handle))
    }
}
