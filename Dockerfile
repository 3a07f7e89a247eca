FROM python:3.11-slim AS build
WORKDIR /build
COPY .requirements.txt .requirements-build.txt ./
RUN python -m venv /opt/ackline \
    && /opt/ackline/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r .requirements.txt \
    && python -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r .requirements-build.txt
COPY pyproject.toml README.md LICENSE ./
COPY src src
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir dist . \
    && /opt/ackline/bin/pip install --no-cache-dir --no-deps --no-index dist/*.whl

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin ackline \
    && install --directory --owner ackline --group ackline /data
COPY --from=build /opt/ackline /opt/ackline
ENV PATH=/opt/ackline/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ACKLINE_HOST=0.0.0.0 \
    ACKLINE_DATABASE_URL=sqlite:////data/ackline.db
USER ackline
WORKDIR /data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client as h, os, sys; c = h.HTTPConnection('127.0.0.1', int(os.environ.get('ACKLINE_PORT') or 3000), timeout=3); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["ackline"]
CMD ["serve"]
