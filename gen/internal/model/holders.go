package model

// ErrorOf is what answers a struct of wrong framing: the error of its family, or else the one that all its holders have. Nil is none.
func (p *Package) ErrorOf(s *Struct) *ErrorRef {
	if s.Family != nil {
		return s.Family.Error
	}
	if r, known := p.errorOf[s]; known {
		return r
	}
	if p.errorOf == nil {
		p.errorOf = map[*Struct]*ErrorRef{}
	}
	p.errorOf[s] = nil // While it is sought, for a struct that holds itself.
	p.errorOf[s] = p.errorOfHolders(s)
	return p.errorOf[s]
}

// ValueErrorOf is what answers a value of a struct that is not allowed.
func (p *Package) ValueErrorOf(s *Struct) *ErrorRef {
	if s.Family != nil && s.Family.Value != nil {
		return s.Family.Value
	}
	return p.ErrorOf(s)
}

func (p *Package) errorOfHolders(s *Struct) (found *ErrorRef) {
	for _, holder := range p.Structs {
		if holder == s || !holder.holds(s) {
			continue
		}
		r := p.ErrorOf(holder)
		if r == nil || found != nil && found.Code != r.Code {
			return nil
		}
		found = r
	}
	return found
}

// holds reports whether a struct has another in line or in a list.
func (s *Struct) holds(part *Struct) bool {
	for _, it := range s.Items {
		if it.Struct == part {
			return true
		}
	}
	return false
}
