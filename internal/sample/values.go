package sample

// values are the numbers that fields get, in turn, by class and name or by name alone. They are such that other implementations take them. Those
// that are wider than the field lose their upper bits: ANY is right for ports of 16 and of 32 bits.
var values = map[string][]uint64{
	"table_id":                         {1, 2, 0},
	"command":                          {0},
	"buffer_id":                        {none},
	"out_port":                         {none},
	"out_group":                        {none},
	"watch_port":                       {none},
	"watch_group":                      {none},
	"flags":                            {1},
	"port":                             {2, 3, 4},
	"port_no":                          {1, 2, 3},
	"in_port":                          {1},
	"group_id":                         {1, 2, 3},
	"meter_id":                         {1, 2, 3},
	"queue_id":                         {1, 2, 3},
	"priority":                         {100, 0x8000},
	"max_len":                          {128, 0xffff},
	"miss_send_len":                    {128},
	"reason":                           {0, 1},
	"role":                             {2},
	"type":                             {1},
	"weight":                           {1, 2},
	"config":                           {1},
	"mask":                             {1},
	"state":                            {4},
	"curr":                             {1 << 6},
	"advertised":                       {1 << 6},
	"advertise":                        {1 << 6},
	"supported":                        {1 << 6},
	"peer":                             {1 << 6},
	"capabilities":                     {0x4f},
	"types":                            {0xf},
	"band_types":                       {6},
	"prec_level":                       {1, 2},
	"mpls_ttl":                         {63},
	"nw_ttl":                           {64},
	"n_bits":                           {16},
	"ofs":                              {0},
	"option_len":                       {4, 8},
	"index":                            {1, 2, 3},
	"src_offset":                       {0},
	"dst_offset":                       {8},
	"rate":                             {500, 1000, 300},
	"auxiliary_id":                     {0},
	"n_tables":                         {254},
	"total_len":                        {60},
	"code":                             {6},
	"experimenter":                     {0x00abcdef},
	"metadata_match":                   {none},
	"metadata_write":                   {none},
	"event":                            {0x1234},
	"property":                         {0x1234},
	"xid":                              {0x0a0b0c0d},
	"reserved":                         {0},
	"ONFBundleCtrlMsg.type":            {0},
	"OFPInstructionGotoTable.table_id": {9},
	"OFPActionPushVlan.ethertype":      {0x8100},
	"OFPActionPushMpls.ethertype":      {0x8847},
	"OFPActionPopMpls.ethertype":       {0x0800},
	"OFPActionPushPbb.ethertype":       {0x88e7},
	"OFPActionId.type":                 {0, 22, 25, 0xffff},
	"OFPInstructionId.type":            {1, 4, 6, 0xffff},
	"OFPMeterMod.flags":                {5},
	"OFPMeterConfigStats.flags":        {5},
}

const none = 1<<64 - 1

// unknownType is the type of elements of unknown types. It has no meaning in any version.
const unknownType = 0x1274

// lists are the numbers of lists and arrays of numbers. An array takes them in turn.
var lists = map[string][]uint64{
	"versions":          {4, 5},
	"table_ids":         {1, 2, 3, 5, 8, 13, 21},
	"port_status_mask":  {7, 3},
	"packet_in_mask":    {3, 1},
	"flow_removed_mask": {15, 1},
	"max_groups":        {1024, 512, 256, 128},
	"actions":           {0x1c00001, 3, 5, 7},
}

// frame is an ARP request, padded to the 60 bytes of the smallest Ethernet frame.
var frame = []byte("\xff\xff\xff\xff\xff\xff\x02\x00\x00\x00\x00\x01\x08\x06\x00\x01\x08\x00\x06\x04\x00\x01" +
	"\x02\x00\x00\x00\x00\x01\x0a\x00\x00\x01\x00\x00\x00\x00\x00\x00\x0a\x00\x00\x02" +
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")

// fieldValues are values of match fields that their prerequisites or other implementations ask for.
var fieldValues = map[string]uint64{
	"in_port": 1, "in_phy_port": 1, "eth_type": 0x0800, "eth_type_nxm": 0x0800, "ip_proto": 6, "ip_proto_nxm": 6, "vlan_vid": 0x1064, "vlan_pcp": 3,
	"vlan_tci": 0x1064, "ip_dscp": 10, "ip_ecn": 2, "ip_tos": 0xb8, "arp_op": 1, "arp_op_nxm": 2, "icmpv4_type": 8, "icmpv6_type": 135, "mpls_label": 0x12345,
	"mpls_bos": 1, "pbb_uca": 1, "ipv6_flabel": 0x12345, "ip_frag": 1, "ct_state": 0x21, "ip_ecn_nxm": 1, "nsh_mdtype": 1, "nsh_np": 1, "actset_output": 2,
}

// expTypes are the two bytes before the value of fields that have them.
var expTypes = map[string]uint16{"pbb_uca": 2560}
