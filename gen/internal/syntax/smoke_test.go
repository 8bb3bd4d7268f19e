package syntax
import ("testing";"os";"path/filepath";"bytes")
func TestSmoke(t *testing.T){
 fs,_:=filepath.Glob("../../../spec/*.of")
 for _,f:=range fs { b,_:=os.ReadFile(f); p,errs:=Parse(f,b); for _,e:=range errs { t.Error(e)} 
 out:=Format(p)
 os.MkdirAll("/tmp/fmt",0o755)
 os.WriteFile("/tmp/fmt/"+filepath.Base(f),out,0o644)
 q,errs:=Parse(f,out);for _,e:=range errs { t.Error(e)} 
 if !bytes.Equal(out,Format(q)) {t.Error("not idempotent",f)}
 }
}
