package checks

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience bounds every wait of a check.
const patience = 60 * time.Second

var listening = regexp.MustCompile(`listening on 127\.0\.0\.1:(\d+)`)

// liveServer is a server over a scratch folder, which can be killed and started again on the same data and port.
type liveServer struct {
	t       testing.TB
	folder  string
	port    int
	process *exec.Cmd
	log     *serverLog
}

// serverLog keeps what the server says, and tells where it listens.
type serverLog struct {
	mu   sync.Mutex
	text strings.Builder
	port chan int
}

func startServer(t testing.TB) *liveServer {
	server := &liveServer{t: t, folder: t.TempDir()}
	server.start()
	t.Cleanup(func() {
		server.end(syscall.SIGKILL)
		if t.Failed() {
			t.Log(server.log.all())
		}
	})
	return server
}

func (s *liveServer) address() string { return fmt.Sprintf("127.0.0.1:%d", s.port) }

// restart ends the server: "kill", with no chance to say or write anything; "stop", as an operator does. Then it starts it again.
func (s *liveServer) restart(how string) {
	if how == "kill" {
		s.end(syscall.SIGKILL)
	} else {
		s.end(syscall.SIGTERM)
	}
	s.start()
}

func (s *liveServer) start() {
	program := os.Getenv("RETENTION_SERVER")
	s.process = exec.Command(program, "serve", "--data", s.folder, "--port", strconv.Itoa(s.port))
	s.log = &serverLog{port: make(chan int, 1)}
	s.process.Stdout, s.process.Stderr = s.log, s.log
	check(s.t, s.process.Start())
	select {
	case s.port = <-s.log.port:
	case <-time.After(patience):
		s.end(syscall.SIGKILL)
		s.t.Fatalf("the server does not start: %s", s.log.all())
	}
}

func (s *liveServer) end(signal syscall.Signal) {
	if s.process.ProcessState != nil {
		return
	}
	// It may be gone already, which Wait tells.
	_ = s.process.Process.Signal(signal)
	ended := make(chan error, 1)
	go func() { ended <- s.process.Wait() }()
	select {
	case <-ended:
	case <-time.After(patience):
		s.t.Fatal("the server does not end")
	}
}

func (l *serverLog) Write(said []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(said)
	if found := listening.FindStringSubmatch(l.text.String()); found != nil && len(l.port) == 0 {
		port, err := strconv.Atoi(found[1])
		if err != nil {
			return 0, err
		}
		l.port <- port
	}
	return len(said), nil
}

func (l *serverLog) all() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

var _ io.Writer = (*serverLog)(nil)

func deadline(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same(t testing.TB, what string, expected, actual interface{}) {
	t.Helper()
	if fmt.Sprintf("%+v", expected) != fmt.Sprintf("%+v", actual) {
		t.Fatalf("%s: expected %+v, actual %+v", what, expected, actual)
	}
}
