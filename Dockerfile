# Two stages: the compiler, and an image with the program, its configuration and certificates.
FROM rust:1.95-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /frontdesk
COPY . .
RUN cargo build --profile dist --locked && cp target/dist/frontdesk /frontdesk/frontdesk

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home /frontdesk frontdesk && mkdir /data && chown frontdesk /data
WORKDIR /frontdesk
COPY --from=build /frontdesk/frontdesk /usr/local/bin/frontdesk
COPY config config
COPY knowledge knowledge
USER frontdesk
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["frontdesk"]
CMD ["serve", "--config", "config", "--data", "/data", "--listen", "0.0.0.0:8080"]
