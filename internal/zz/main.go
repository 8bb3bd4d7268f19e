package main
import ("fmt";"os";"strings"
"github.com/ofwire/openflow"
"github.com/ofwire/openflow/internal/sample"
"github.com/ofwire/openflow/ofjson"
"github.com/ofwire/openflow/openflow10"
"github.com/ofwire/openflow/openflow12"
"github.com/ofwire/openflow/openflow13"
"github.com/ofwire/openflow/openflow14"
"github.com/ofwire/openflow/openflow15")
func main(){
 for _,p:=range []*openflow.Protocol{openflow10.Protocol,openflow12.Protocol,openflow13.Protocol,openflow14.Protocol,openflow15.Protocol}{
  for n,m:=range sample.Messages(p){
   if !strings.HasSuffix(n,os.Args[1]){continue}
   j,err:=ofjson.Marshal(m); if err!=nil{fmt.Println(p.Version,n,err);continue}
   fmt.Println(p.Version,n,string(j))
  }
 }
}
