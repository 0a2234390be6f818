# Everything that a private screen needs, and gui-agent with its tests' extra. In use: docker run --rm -v "$PWD:/work" gui-agent test scenarios
FROM python:3.12-slim

RUN apt-get -o DPkg::Lock::Timeout=300 update \
    && apt-get install -y --no-install-recommends \
        at-spi2-core dbus fonts-dejavu-core fontconfig openbox python3-tk xvfb libtk8.6 bubblewrap \
    && rm -rf /var/lib/apt/lists/*

COPY . /usr/local/src/gui-agent
RUN pip install --no-cache-dir -c /usr/local/src/gui-agent/constraints.txt '/usr/local/src/gui-agent[test,studio]'

RUN useradd --create-home agent
USER agent
WORKDIR /work
ENTRYPOINT ["gui-agent"]
CMD ["doctor"]
