package oftest

import (
	"context"
	"fmt"
	"net"
	"slices"
	"sync"

	"github.com/ofwire/openflow"
)

// A Controller is a simulated controller, for tests of switches. It agrees on a version, asks for the switch's features and answers echo requests;
// all else it does when it is told. Set the fields before its first use; after that its methods may be called from several goroutines.
type Controller struct {
	// Protocols are the versions to offer; nil is all five.
	Protocols []*openflow.Protocol
	// Answer is called with each message that comes after the handshake, in order, before it is recorded. What it returns is sent. Nil answers nothing.
	Answer func(p *Peer, m openflow.Message) []openflow.Message

	once  sync.Once
	peers chan *Peer
}

func (c *Controller) init() {
	c.once.Do(func() { c.peers = make(chan *Peer) })
}

// Connect does the handshake with the switch at the other end of nc, which it owns. The end of ctx ends the handshake, not the connection.
func (c *Controller) Connect(ctx context.Context, nc net.Conn) (*Peer, error) {
	p := &Peer{nc: nc, changed: make(chan struct{}), answer: c.Answer}
	stop := context.AfterFunc(ctx, func() { nc.Close() })
	err := p.handshake(c.Protocols)
	if !stop() {
		err = context.Cause(ctx)
	}
	if err != nil {
		nc.Close()
		return nil, err
	}
	go p.readLoop()
	return p, nil
}

// Serve does the handshake with the switches that connect to l, and keeps them for Accept, until l is closed. It returns why l failed. It closes
// connections whose handshake fails, and in the end those that nobody has accepted.
func (c *Controller) Serve(l net.Listener) error {
	c.init()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for {
		nc, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			p, err := c.Connect(ctx, nc)
			if err != nil {
				return
			}
			select {
			case c.peers <- p:
			case <-ctx.Done():
				p.Close()
			}
		}()
	}
}

// Accept returns the next switch that has connected to Serve. It fails with the cause of ctx.
func (c *Controller) Accept(ctx context.Context) (*Peer, error) {
	c.init()
	select {
	case p := <-c.peers:
		return p, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// A Peer is a Controller's connection to a switch. Its methods may be called from several goroutines.
type Peer struct {
	nc       net.Conn
	protocol *openflow.Protocol
	features openflow.Features
	answer   func(p *Peer, m openflow.Message) []openflow.Message

	sending sync.Mutex
	mu      sync.Mutex
	changed chan struct{} // Closed when something comes, and replaced.
	msgs    []received
	next    int   // Of msgs, for Next.
	err     error // Why nothing more comes.
	xid     uint32
}

type received struct {
	xid uint32
	m   openflow.Message
}

// handshake agrees on a version and asks for the features.
func (p *Peer) handshake(offer []*openflow.Protocol) error {
	if offer == nil {
		offer = protocols()
	}
	best := slices.MaxFunc(offer, func(a, b *openflow.Protocol) int { return int(a.Version) - int(b.Version) })
	var versions []openflow.Version
	for _, q := range offer {
		versions = append(versions, q.Version)
	}
	slices.Sort(versions)
	p.protocol = best
	frame, err := p.exchange(best.Hello(1, versions))
	if err != nil {
		return err
	}
	if p.protocol = agree(offer, best, frame); p.protocol == nil {
		return fmt.Errorf("oftest: no common version: %v, and the peer's first message is %x", versions, frame)
	}
	p.xid = 2
	if frame, err = p.exchange(p.protocol.FeaturesRequest(p.xid)); err != nil {
		return err
	}
	m, err := p.protocol.Unmarshal(frame)
	if err != nil {
		return err
	}
	f, ok := p.protocol.Features(m)
	if !ok {
		return fmt.Errorf("oftest: %s in answer to a features request", m.Info().Name)
	}
	p.features = f
	return nil
}

// exchange sends a message and reads one. Peers that both begin with Write must not wait for each other.
func (p *Peer) exchange(m openflow.Message) ([]byte, error) {
	b, err := m.AppendBinary(nil)
	if err != nil {
		return nil, err
	}
	sent := make(chan error, 1)
	go func() {
		_, err := p.nc.Write(b)
		sent <- err
	}()
	frame, err := readMessage(p.nc)
	if err != nil {
		return nil, err
	}
	return frame, <-sent
}

// agree returns the protocol of the highest common version, or nil.
func agree(offer []*openflow.Protocol, best *openflow.Protocol, frame []byte) *openflow.Protocol {
	const hello = 0
	h, err := openflow.ParseHeader(frame)
	if err != nil || h.Type != hello {
		return nil
	}
	versions := []openflow.Version{min(h.Version, best.Version)}
	frame[0] = byte(best.Version) // The elements have one layout in all versions.
	if m, err := best.Unmarshal(frame); err == nil && best.Version >= openflow.Version13 {
		if bitmap, ok := best.HelloVersions(m); ok {
			versions = bitmap
		}
	}
	var found *openflow.Protocol
	for _, q := range offer {
		if slices.Contains(versions, q.Version) && (found == nil || q.Version > found.Version) {
			found = q
		}
	}
	return found
}

// readLoop records messages until the connection ends.
func (p *Peer) readLoop() {
	for {
		frame, err := readMessage(p.nc)
		var m openflow.Message
		if err == nil {
			m, err = p.protocol.Unmarshal(frame)
		}
		if err != nil {
			p.record(func() { p.err = err })
			p.nc.Close()
			return
		}
		const echoRequest = 2
		h, _ := openflow.ParseHeader(frame)
		if h.Type == echoRequest {
			_ = p.write(p.protocol.EchoReply(h.XID, frame[openflow.HeaderLen:])) // A connection that has ended is seen by the next read.
			continue
		}
		if p.answer != nil {
			_ = p.Send(p.answer(p, m)...)
		}
		p.record(func() { p.msgs = append(p.msgs, received{h.XID, m}) })
	}
}

func (p *Peer) record(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
	close(p.changed)
	p.changed = make(chan struct{})
}

// Send sends messages. The xid of a request counts; it should be above 1<<16 beside uses of Request.
func (p *Peer) Send(msgs ...openflow.Message) error {
	for _, m := range msgs {
		if err := p.write(m); err != nil {
			return err
		}
	}
	return nil
}

func (p *Peer) write(m openflow.Message) error {
	b, err := m.AppendBinary(nil)
	if err != nil {
		return err
	}
	return p.SendBytes(b)
}

// SendBytes sends bytes, whatever they are.
func (p *Peer) SendBytes(b []byte) error {
	p.sending.Lock()
	defer p.sending.Unlock()
	_, err := p.nc.Write(b)
	return err
}

// Request sends a message with an xid of its own and returns the first message that comes with that, an error message too. It is recorded as well.
func (p *Peer) Request(ctx context.Context, m openflow.Message) (openflow.Message, error) {
	b, err := m.AppendBinary(nil)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	p.xid++
	xid, from := p.xid, len(p.msgs)
	p.mu.Unlock()
	copy(b[4:8], bigEndian(uint64(xid), 4))
	if err := p.SendBytes(b); err != nil {
		return nil, err
	}
	return p.find(ctx, from, func(r received) bool { return r.xid == xid })
}

// find returns the first recorded message from a place on that is wanted, and waits for it.
func (p *Peer) find(ctx context.Context, from int, wanted func(received) bool) (openflow.Message, error) {
	for {
		p.mu.Lock()
		for ; from < len(p.msgs); from++ {
			if r := p.msgs[from]; wanted(r) {
				p.mu.Unlock()
				return r.m, nil
			}
		}
		changed, err := p.changed, p.err
		p.mu.Unlock()
		if err != nil {
			return nil, err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// Next returns the message after the one that the last Next returned, and waits for it. It fails with the cause of ctx, or with why the connection
// ended.
func (p *Peer) Next(ctx context.Context) (openflow.Message, error) {
	p.mu.Lock()
	from := p.next
	p.next++
	p.mu.Unlock()
	m, err := p.find(ctx, from, func(received) bool { return true })
	if err != nil {
		p.mu.Lock()
		p.next = min(p.next, from)
		p.mu.Unlock()
	}
	return m, err
}

// Expect returns the message that Next returns. It fails when that is not of type M.
func Expect[M openflow.Message](ctx context.Context, p *Peer) (M, error) {
	var none M
	m, err := p.Next(ctx)
	if err != nil {
		return none, err
	}
	want, ok := m.(M)
	if !ok {
		return none, fmt.Errorf("oftest: %T came, want %T: %s", m, none, openflow.Format(m))
	}
	return want, nil
}

// Await is Expect that passes over messages of other types.
func Await[M openflow.Message](ctx context.Context, p *Peer) (M, error) {
	for {
		m, err := p.Next(ctx)
		if want, ok := m.(M); ok || err != nil {
			return want, err
		}
	}
}

// Received returns the messages that have come since the handshake, in their order, echo requests left out.
func (p *Peer) Received() (list []openflow.Message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.msgs {
		list = append(list, r.m)
	}
	return list
}

// Protocol returns the protocol that was agreed on.
func (p *Peer) Protocol() *openflow.Protocol { return p.protocol }

// Features returns what the switch tells of itself.
func (p *Peer) Features() openflow.Features { return p.features }

// Close ends the connection.
func (p *Peer) Close() error { return p.nc.Close() }
