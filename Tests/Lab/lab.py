#!/usr/bin/env python3
"""A lab on the spot: real servers, normal load, then faults; what does `auspex scan` tell of them?

    apt-get install postgresql nginx openssh-server rsyslog
    Tests/Lab/lab.py --auspex .build/release/auspex [--folder DIR] [--minutes 3] [services ...]

Run by hand, as root, on a machine of its own: it adds the users labanna, labben and labcara while it runs, and listens on 127.0.0.1 only.
Each service runs `--minutes` without faults, then the same again with its faults, one after the other with quiet time between. It leaves
NAME.normal.log, NAME.faulty.log, faults.csv (when, what) and NAME.told.txt in the folder, and prints the first lines told.
"""
import argparse, csv, glob, http.client, http.server, os, pwd, random, shutil, signal, socket, subprocess, sys, threading, time

SERVICES = ["postgresql", "nginx_access", "nginx_error", "sshd", "syslog"]
USERS = ["labanna", "labben", "labcara"]
PG, WEB, APP, SSH = 54329, 18080, 18081, 2299


def quiet(command, **more):
    """Runs a command to its end; what it prints is of no interest."""
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more).returncode


class Load(threading.Thread):
    """One client that does the same kind of thing again and again until told to stop."""

    def __init__(self, step, pause, seed):
        super().__init__(daemon=True)
        self.step, self.pause, self.random, self.over, self.held = step, pause, random.Random(seed), False, threading.Event()
        self.held.set()

    def run(self):
        while not self.over:
            self.held.wait()
            try:
                self.step(self.random)
            except (OSError, http.client.HTTPException, subprocess.SubprocessError):
                pass
            time.sleep(self.random.uniform(0.5, 1.5) * self.pause)


class Service:
    """A server with its load, its log files and its faults."""

    def __init__(self, folder):
        self.folder, self.loads, self.children = folder, [], []

    def child(self, command, **more):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, **more)
        self.children.append(process)
        return process

    def load(self, step, pause):
        self.loads.append(Load(step, pause, len(self.loads) + 1))
        self.loads[-1].start()

    def hold(self, seconds):
        for load in self.loads: load.held.clear()
        time.sleep(seconds)
        for load in self.loads: load.held.set()

    def stop(self):
        for load in self.loads:
            load.over = True
            load.held.set()
        for process in self.children:
            if process.poll() is None: process.terminate()
        for process in self.children:
            try: process.wait(10)
            except subprocess.TimeoutExpired: process.kill()


class PostgreSQL(Service):
    def start(self):
        self.bin = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
        self.data, self.log = self.folder + "/pgdata", self.folder + "/pg.log"
        os.makedirs(self.data)
        shutil.chown(self.folder, "postgres")
        shutil.chown(self.data, "postgres")
        self.asServer("initdb", "-D", self.data, "-A", "trust", "-E", "UTF8", "--locale", "C")
        with open(self.data + "/postgresql.conf", "a") as file:
            file.write(
                f"port={PG}\nlisten_addresses='127.0.0.1'\nunix_socket_directories='{self.folder}'\nlog_line_prefix='%m [%p] %q%u@%d '\n"
                "log_connections=on\nlog_disconnections=on\nlog_lock_waits=on\nlog_checkpoints=on\nlog_min_duration_statement=0\n"
                "log_temp_files=0\ntimezone=UTC\nlog_timezone=UTC\nshared_buffers=16MB\n")
        self.asServer("pg_ctl", "-D", self.data, "-l", self.log, "-w", "start")
        self.sql("CREATE ROLE app LOGIN; CREATE ROLE report LOGIN; CREATE DATABASE depot OWNER app", "postgres", "postgres")
        self.sql(
            "CREATE TABLE parcel(id serial PRIMARY KEY, weight int, town text, state text);"
            "CREATE TABLE scan(parcel int, at timestamptz DEFAULT now(), gate int);"
            "INSERT INTO parcel(weight, town, state) SELECT g % 900, 'town' || g % 40, 'new' FROM generate_series(1, 4000) g;"
            "GRANT SELECT ON parcel, scan TO report")
        self.load(self.move, 0.12)
        self.load(self.move, 0.12)
        self.load(self.look, 0.2)
        self.load(self.sum, 1.5)

    def asServer(self, *command):
        quiet(["setpriv", f"--reuid={pwd.getpwnam('postgres').pw_uid}", "--clear-groups", f"{self.bin}/{command[0]}", *command[1:]])

    def sql(self, text, user="app", database="depot"):
        quiet([f"{self.bin}/psql", "-h", "127.0.0.1", "-p", str(PG), "-U", user, "-d", database, "-qAt", "-f", "-"],
              input=text.encode())

    def move(self, random):
        parcel = random.randint(1, 4000)
        self.sql(f"BEGIN;\nSELECT weight, town FROM parcel WHERE id = {parcel} FOR UPDATE;\n"
                 f"INSERT INTO scan(parcel, gate) VALUES ({parcel}, {random.randint(1, 12)});\n"
                 f"UPDATE parcel SET state = 'moved' WHERE id = {parcel};\nCOMMIT;")

    def look(self, random):
        self.sql(f"SELECT state FROM parcel WHERE id = {random.randint(1, 4000)};")

    def sum(self, random):
        self.sql("SELECT town, count(*) FROM parcel GROUP BY town ORDER BY 2 DESC LIMIT 5;", "report")

    def faults(self):
        yield "grant_lost", lambda: (self.sql("REVOKE SELECT ON parcel FROM report"), time.sleep(6), self.sql("GRANT SELECT ON parcel TO report"))
        yield "column_renamed", lambda: (
            self.sql("ALTER TABLE parcel RENAME COLUMN state TO status"), time.sleep(4), self.sql("ALTER TABLE parcel RENAME COLUMN status TO state"))
        yield "statement_timeout", lambda: [self.sql("SET statement_timeout = 300; SELECT count(*) FROM parcel a, parcel b, parcel c") for _ in range(3)]
        yield "restarted", lambda: self.asServer("pg_ctl", "-D", self.data, "-l", self.log, "-w", "-m", "fast", "restart")
        yield "update_without_where", lambda: self.sql("UPDATE parcel SET weight = weight * 1000")
        yield "sort_spills_to_disk", lambda: self.sql("SET work_mem = '64kB'; SELECT * FROM parcel a, parcel b WHERE a.weight = b.weight ORDER BY a.town, b.town LIMIT 3")
        yield "clients_silent", lambda: self.hold(9)

    def stop(self):
        super().stop()
        self.asServer("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def files(self):
        return {"postgresql": self.log}


class Nginx(Service):
    delay, status, empty = 0.0, 200, False

    def start(self):
        www = self.folder + "/www"
        os.makedirs(www)
        os.chmod(self.folder, 0o755)
        for name, size in [("index.html", 900), ("app.js", 5200), ("style.css", 1800), ("map.png", 20400)]:
            with open(f"{www}/{name}", "wb") as file: file.write(b"x" * size)
        with open(self.folder + "/nginx.conf", "w") as file:
            file.write(f"""
worker_processes 1; daemon off; pid {self.folder}/nginx.pid; error_log {self.folder}/error.log info;
events {{ worker_connections 256; }}
http {{
  log_format timed '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time';
  access_log {self.folder}/access.log timed; client_max_body_size 20k; types {{ text/html html; }}
  limit_req_zone $binary_remote_addr zone=each:1m rate=60r/s;
  client_body_temp_path {self.folder}/b; proxy_temp_path {self.folder}/p; fastcgi_temp_path {self.folder}/f; uwsgi_temp_path {self.folder}/u; scgi_temp_path {self.folder}/s;
  server {{ listen 127.0.0.1:{WEB}; root {www}; limit_req zone=each burst=30 nodelay;
    location /api/ {{ proxy_pass http://127.0.0.1:{APP}; proxy_read_timeout 1s; proxy_connect_timeout 1s; }} }}
}}""")
        self.app()
        self.child(["nginx", "-c", self.folder + "/nginx.conf"])
        time.sleep(1)
        for place in range(4): self.load(lambda random, place=place: self.visit(random, f"127.0.0.{place + 11}"), 0.5)
        self.load(lambda random: self.ask("GET", "/api/health", "127.0.0.9", agent="check/2"), 1)

    def app(self):
        lab = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                time.sleep(lab.delay or random.uniform(0.002, 0.02))
                body = b"" if lab.empty else b"{" + b"x" * (200 + len(self.path) * 7) + b"}"
                if self.command == "POST": self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(lab.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try: self.wfile.write(body)
                except BrokenPipeError: pass

            do_POST = do_GET

            def log_message(self, *words): pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", APP), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def ask(self, method, path, source, body=None, agent="Mozilla/5.0 (X11; Linux x86_64)"):
        connection = http.client.HTTPConnection("127.0.0.1", WEB, timeout=5, source_address=(source, 0))
        connection.request(method, path, body, {"User-Agent": agent})
        connection.getresponse().read()
        connection.close()

    def visit(self, random, source):
        self.ask("GET", "/", source)
        for name in ["app.js", "style.css"]: self.ask("GET", "/" + name, source)
        for _ in range(random.randint(1, 3)): self.ask("GET", f"/api/parcel/{random.randint(1, 900)}", source)
        if random.random() < 0.3: self.ask("POST", "/api/scan", source, b"y" * random.randint(200, 900))
        if random.random() < 0.05: self.ask("GET", "/favicon.ico", source)

    def during(self, seconds, **state):
        for name, value in state.items(): setattr(self, name, value)
        time.sleep(seconds)
        for name in state: delattr(self, name)

    def restartApp(self):
        self.server.shutdown()
        self.server.server_close()
        time.sleep(5)
        self.app()

    def faults(self):
        yield "application_slow", lambda: self.during(6, delay=0.5)
        yield "application_times_out", lambda: self.during(5, delay=1.6)
        yield "empty_answers", lambda: self.during(8, empty=True)
        yield "application_errors", lambda: self.during(5, status=500)
        yield "application_stopped", self.restartApp
        yield "upload_too_large", lambda: [self.ask("POST", "/api/scan", "127.0.0.12", b"z" * 40000) for _ in range(4)]
        yield "path_scan", lambda: [
            self.ask("GET", f"/{word}", "127.0.0.66", agent="curl/7.88") or time.sleep(0.05)
            for word in ["wp-login.php", ".env", "admin", "phpmyadmin", ".git/config", "cgi-bin/test", "backup.zip", "login.asp"] * 3]
        yield "one_client_hammers", lambda: [self.ask("GET", "/api/parcel/7", "127.0.0.13") for _ in range(500)]
        yield "clients_silent", lambda: self.hold(9)

    def stop(self):
        super().stop()
        self.server.shutdown()

    def files(self):
        return {"nginx_access": self.folder + "/access.log", "nginx_error": self.folder + "/error.log"}


class Logins(Service):
    """rsyslog with sshd and a few daemons that write by logger(1)."""

    def start(self):
        os.chmod(self.folder, 0o755)
        self.socket = "/dev/log"
        if os.path.exists(self.socket): raise SystemExit("a syslog daemon runs here already: take a machine of its own")
        with open(self.folder + "/rsyslog.conf", "w") as file:
            file.write(f"""module(load="imuxsock" SysSock.Use="on" SysSock.RateLimit.Interval="0")
global(workDirectory="{self.folder}")
$FileOwner root
if $programname == "sshd" then action(type="omfile" file="{self.folder}/auth.log" template="RSYSLOG_FileFormat")
action(type="omfile" file="{self.folder}/syslog" template="RSYSLOG_TraditionalFileFormat")
""")
        self.child(["rsyslogd", "-n", "-f", self.folder + "/rsyslog.conf", "-i", self.folder + "/rsyslog.pid"])
        os.makedirs("/run/sshd", exist_ok=True)
        quiet(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder + "/host"])
        for user in USERS:
            quiet(["useradd", "-m", "-d", f"{self.folder}/{user}", "-s", "/bin/sh", user])
            quiet(["usermod", "-p", "*", user])
            quiet(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{self.folder}/{user}.key"])
            os.makedirs(f"{self.folder}/{user}/.ssh")
            shutil.copy(f"{self.folder}/{user}.key.pub", f"{self.folder}/{user}/.ssh/authorized_keys")
            quiet(["chown", "-R", user, f"{self.folder}/{user}"])
        with open(self.folder + "/sshd.conf", "w") as file:
            file.write(f"Port {SSH}\nListenAddress 127.0.0.1\nHostKey {self.folder}/host\nLogLevel VERBOSE\nUsePAM no\nPasswordAuthentication no\n"
                       f"PidFile {self.folder}/sshd.pid\nLoginGraceTime 4\nAllowUsers {' '.join(USERS)} root\n")
        self.sshd()
        time.sleep(1)
        for user in USERS: self.load(lambda random, user=user: self.log_in(user), 0.9)
        self.load(lambda random: self.say("cron", "CRON", f"({random.choice(['root', 'www'])}) CMD (run-parts /etc/cron.hourly)"), 2)
        self.load(lambda random: self.say("daemon", "depotd", f"batch {random.randint(100, 999)} stored in {random.randint(8, 60)} ms, {random.randint(1, 40)} parcels"), 0.25)
        self.load(lambda random: self.say("daemon", "dhclient", f"DHCPACK from 10.3.0.1 lease {random.choice([3600, 7200])}"), 4)
        self.load(lambda random: self.log_in("labanna", key="labben"), 6)

    def sshd(self): self.server = self.child(["/usr/sbin/sshd", "-D", "-f", self.folder + "/sshd.conf"])

    def say(self, facility, tag, text, level="info"): quiet(["logger", "-u", self.socket, "-p", f"{facility}.{level}", "-t", tag, "--", text])

    def log_in(self, user, key=None, command="true"):
        quiet(["ssh", "-p", str(SSH), "-i", f"{self.folder}/{key or user}.key", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
               "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "ConnectTimeout=3", f"{user}@127.0.0.1", command], timeout=8)

    def knock(self, text=b""):
        with socket.create_connection(("127.0.0.1", SSH)) as connection:
            if text: connection.sendall(text)

    def restart(self):
        self.server.terminate()
        time.sleep(4)
        self.sshd()

    def faults(self):
        yield "shell_missing", lambda: (quiet(["usermod", "-s", "/bin/gone", "labcara"]), time.sleep(6), quiet(["usermod", "-s", "/bin/sh", "labcara"]))
        yield "root_guessed", lambda: [self.log_in("root", key="labanna") for _ in range(12)]
        yield "names_guessed", lambda: [self.log_in(name, key="labanna") for name in ["oracle", "test", "ftp", "git", "backup", "pi"] * 2]
        yield "port_scanned", lambda: [self.knock(b"GET / HTTP/1.0\r\n\r\n") or time.sleep(0.1) for _ in range(10)]
        yield "logins_hang", lambda: ([threading.Thread(target=lambda: self.idle(7), daemon=True).start() for _ in range(4)], time.sleep(8))
        yield "sshd_restarted", self.restart
        yield "memory_runs_out", lambda: [
            self.say("kern", "kernel", text, "err") for text in [
                "depotd invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0",
                "Out of memory: Killed process 4711 (depotd) total-vm:812340kB, anon-rss:601220kB"]]
        yield "service_flaps", lambda: [
            self.say("daemon", "systemd[1]", text) or time.sleep(0.2)
            for text in ["depotd.service: Main process exited, code=exited, status=1/FAILURE", "depotd.service: Scheduled restart job, restart counter is at 5."] * 6]
        yield "batches_slow", lambda: [self.say("daemon", "depotd", f"batch {n} stored in {n * 31} ms, 12 parcels") or time.sleep(0.3) for n in range(200, 212)]
        yield "cron_silent", lambda: (self.loads[3].held.clear(), time.sleep(20), self.loads[3].held.set())

    def idle(self, seconds):
        with socket.create_connection(("127.0.0.1", SSH)): time.sleep(seconds)

    def stop(self):
        super().stop()
        for user in USERS: quiet(["userdel", user])
        if os.path.islink(self.socket) or os.path.exists(self.socket): os.unlink(self.socket)

    def files(self):
        return {"sshd": self.folder + "/auth.log", "syslog": self.folder + "/syslog"}


def run(service, folder, seconds, rows):
    """A service without faults, then with them; leaves both parts of its logs."""
    ends = {}
    try:
        service.start()
        time.sleep(seconds)
        ends = {name: os.path.getsize(path) for name, path in service.files().items()}
        faults = list(service.faults())
        for name, fault in faults:
            time.sleep(max(4, seconds / len(faults) - 6))
            began = time.time()
            try: fault()
            except OSError: pass
            rows.append([type(service).__name__, name, time.strftime("%H:%M:%S", time.gmtime(began)), time.strftime("%H:%M:%S", time.gmtime())])
        time.sleep(6)
    finally:
        service.stop()
        for name, path in service.files().items():
            if not os.path.exists(path): continue
            with open(path, "rb") as file: whole = file.read()
            end = whole.rfind(b"\n", 0, ends.get(name, len(whole))) + 1
            for part, piece in [("normal", whole[:end]), ("faulty", whole[end:])]:
                with open(f"{folder}/{name}.{part}.log", "wb") as file: file.write(piece)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--auspex", required=True)
    parser.add_argument("--folder", default="/tmp/auspex-lab")
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("services", nargs="*", choices=[[], "postgresql", "nginx", "logins"], default=[])
    options = parser.parse_args()
    kinds = {"postgresql": PostgreSQL, "nginx": Nginx, "logins": Logins}
    rows, threads = [], []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    os.makedirs(options.folder, exist_ok=True)
    for name in options.services or kinds:
        own = f"{options.folder}/{name}"
        shutil.rmtree(own, ignore_errors=True)
        os.makedirs(own)
        threads.append(threading.Thread(target=run, args=(kinds[name](own), options.folder, options.minutes * 60, rows)))
        threads[-1].start()
    for thread in threads: thread.join()
    with open(options.folder + "/faults.csv", "w", newline="") as file:
        csv.writer(file).writerows([["service", "fault", "from (UTC)", "to (UTC)"]] + sorted(rows, key=lambda row: row[2]))
    for name in SERVICES:
        normal, faulty = f"{options.folder}/{name}.normal.log", f"{options.folder}/{name}.faulty.log"
        if not os.path.exists(faulty): continue
        told = subprocess.run([options.auspex, "scan", faulty, "--baseline", normal], capture_output=True, text=True)
        with open(f"{options.folder}/{name}.told.txt", "w") as file: file.write(told.stderr + told.stdout)
        print(f"\n===== {name}", *(told.stderr + told.stdout).split("\n")[:14], sep="\n")


if __name__ == "__main__":
    main()
