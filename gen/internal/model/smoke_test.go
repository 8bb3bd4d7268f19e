package model
import ("testing";"os";"path/filepath";"github.com/ofwire/openflow/gen/internal/syntax")
func TestSmoke(t *testing.T){
 fs,_:=filepath.Glob("../../../spec/*.of")
 var files []*syntax.File
 for _,f:=range fs { b,_:=os.ReadFile(f); p,errs:=syntax.Parse(f,b); files=append(files,p); for _,e:=range errs { t.Error(e)} }
 s,errs:=Load(files,nil)
 for _,e:=range errs { t.Error(e)}
 for _,v:=range Versions { p:=s.Package(v); t.Log(v,len(p.Structs),len(p.Enums),len(p.Tables)) }
}
