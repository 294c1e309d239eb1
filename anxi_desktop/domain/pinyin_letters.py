"""First pinyin letters by code point. Made by build/pinyin.py; do not edit."""

from __future__ import annotations

RARE = (
    "qt..kwy.....y.........x.....c....n..d...xx.xllxyxzdwpr.mqyyncf...zfawz.zdsyqklnzs...x..sjdnsylyb"
    "...lmyljylc...hxhr.z.hxtyhjmltyzzyzerqcwhtssqls..kptsyot.mydymjnxy..cfll.l.j....q.clgm.gs..mmqsl"
    ".wkdzt..bhdgc.qjlx.nx.bjs.g.yxqpdflqqtbgcxl..sdlhtpdreqyzrj.ccx.ldljsxz..zzjzcxl.cxj.j.fcbj.blk."
    "xbjlxbylbel..cnxhy.gyxgltls.syxz.qyxzjhlykfqa.kcxcw..hsy.jzxs.skshgyqshxfpdfgafnxyh.cgnhlfxp.s.."
    "llyh.xqe..x....nwxthtnnyz.....wsnyqthjdhljhl.tl......gysxpcndzexyeswkhgxmljhz..w.bazqgdbbclxx..."
    "..htcklzxx.qzx..cjhtyxps...gyxxhzyc.lxtryzxxjjh.pl.lshyq.yhkcnh.bxwxwyqxnbhjaa..ztj.zbjazcf....n"
    "lmdbbb.cxtc..dwfdyykwk.wylxbcxnlyzmzxgx.jlyjy.dyxhykcttzbmkcl.x.xqny.lfz.gkdhk.gt.slnfgqbjkxyzsc"
    "xjnxyyyysrhsjy.xpqc.bdse.myj.qxpcpnjyed...d..qlqscdxfysqpxtxybl....yltlmqzyxlxsf.wfynctjspakc.xz"
    "..flxxmhmyzyntxysfyd.lccjlsnaaq.cc.rnmxynasm..lxyzwhmnwmnqzlzzhxhxzmcg.clzsljxdjrm.kynylyyys.lym"
    "mzyygmjw.kdl.xcqmmq.wda.bnljyczbhytjaljwbzxny.bzjwxqyxcqdnqjt.sdlz..ycjhzlnjqd.jxcydc.mhskzhcxnc"
    "lamsxyhcqlfdmlthmbqqh.lbtzqzmpzxg.q.l.yedmwqsmt.myjlkgyd.llqabymd.a.xfdjrtqeqjjhjzbmbwyayhdwnc.l"
    "lnhl.lfmy.j..zpy.jb.rhfgkjs.styzbklhxn.zwxqym..s.qzkwyctlbgmxflzzcml.ypzjlny.jjzyjhzllzbzjdlyzxc"
    "ccyldlc.tcac.yzt.tcyz.pqlqlyksycjj.j.d.jhd..h.cdb.xl.xb.b.xrbej.zbeyqzmys...stmjbrccd....dttxsdx"
    "t.tsjzwy..hzqz.xxzw..tzn..xyrscz.mjfpafaqqxfgqgtcygbfcz.z.hnjccklly.yhlhgkydh.gjzfqbccmhxqh..csy"
    "zdtmlstcdcpyjjlty.cqylc...yjwmsxxcqh.yqssdl.ptzysfcyyhsymfh.ycnaflccmdhl.yhzhehsnxlxylmjj.byhmcm"
    ".ljwyxxclyxzllqhjw..gzdyjyrxsyyqjqtsqmjmygpxmfygshygglezzbw.l..k.hyzcxx.qpgegqhllcszwpktpttzbgh."
    "bzddznlpjmwcgbrtbzklhyzjxxxsqxshmhp.hnsbcjhl.hdhgycgjjdjmhmclpyjjq.qs.jhydxxfcy.d.qht.qxnsmtlhcz"
    "alm.f.xbhqx..bqpjjksjenqdd.qzqzkyqkhfgdxghqhtbsblyncsdltlkszclm.qksxbzyxsssrcllc.h..jbhd.ljjkslz"
    "ddzypc....y..yhyyzgqg..hmfhgtd.y..q.cmtba..x...mlnbc.fzjjs.kdl....ytcmmhwnhhjbxlj.mphy.xswcxjchf"
    "sl.dqpyb.hdyjjnlyttwhxh.tz.hf..t.rj.x..yjh.bm.gw.msblq..gzlprqlgxxx.n...xlfczbzzzhj.j...txyttdja"
    "hxjwbzntn..ym..nscygcrjqmelczhjn.ghg.bswjxqhwxjhpscz.zsjszb...lbxpdqzpcbshhjcjngf..tcxdxkzthcljl"
    "qpz.lcq..tlqllsgzpjq..zpjbjg.bzlllsmjdb.l.xpqlz.jsx.x.lqynly.ycjhxkzhxqhxhgcxxskxsyypzyzlxxysyjx"
    "cskyhyxsjyyqylkz....x.cxaxccz.ypksltxlqwldmlwdkazhymzfp.blllhzgqzkcjjjl.sqrcnzlp..brxlxfq.sztrsy"
    "mnb.sthsr.dpjt.rnlddz.ldxgjnynywgzycxjtfp.yqybbszyb.dlyccxxyx...tg...lxcjtpzxxn.....mjnhhwyzbmqx"
    "fytly.jsyj.s..nwmsysyjlymzszbl.......qgxzynjxyxzn.slcmqds...sxbdz.sshtg...nmxmjcjhfscsnpm....yc."
    "kblksmsgpyxnyzcfxpwlczzbyhpx.lqxjg..yxzhyx..lxhy.lscbjsfd.by..nlyd.ccgjn...lmy.lh.yjcrn..ht.agbb"
    "q.schcfhewft.lhyh.yzyqzjt......tljzxh.x...cqm.zbc..ygmbjdz.wy.jxth.djjkz.xlfhxnmrcym.jqtwzlskxzz"
    "tsbypchkjacqbbfkttzl.gyshlss.brdblqfjzhhlyyxcdljcspyjhhtrwyrysyjtxjzqzd.y..ysym..qxwgytsngtwjcpz"
    "hnygyh.schywxprllsxzhfhcz.tznhyzylhxxcl.sjpqgzy..rnmbj.xpbm....yy.pqbh...bmltwll.jjzdjdb.....lbs"
    "tx.....d..sbtsctmjl..zbjzxl..sys..e...yqlztgylbnpltlwdltwzgxafpbtsybqtgthcjhxdcdprlsodycrktcpclt"
    "zlsps.dhyxxll.tg.t...yn.gjcgwlllxbayjrxzcczyfr.xsjjxz..scfjz.gw.qshtdzrmfljxxnyjldrylsllgxxqqcyb"
    "kqaqqcpkygsp.zhhhb..zjgxgcmztzxl...zaxgx.tcsxjfq.ydjlyltypllb.mbh.yhchnclthbbcydax.zdrbcwtbgyxzy"
    "fyatmsjgjqjyxkmxswqhrztjxqamg.tfjcsbmsghhlhjqghbgfmaysljcjcpcydd.lxbxmymqqwxyqcyyyjzxmlkyysghysc"
    "l.xccnqmhyzhcbqxjkmmzbjjnbssmlmmxcqjhxxnthy.cbzdzjq.xhsk.dyybjzjsddcfmzz.yqhgqlglrfcygjggswzndlt"
    "cyg..d.mjmjyzzzx.bhghlwbklclyqs.xjqhscdl.ntdwgdlcxplznhyxlmb.gbfhylyyjhcde.yzzqyqhnhjs..pmcllc.c"
    "sdq.lllryydqynfjyfrx..bspnztttrylahqlgzsyycwjtyhjrmjzjaslhqcdknctxjhqjmy.zt.apctehqcszntslblmxch"
    "mgldzz..zbcq.lxfgcjecyhyyytzyxykhlyc..s.nmhcyxjzytkq.cjxzcpq.qlyrsqs.f.mh..hqcqdlbjxl.yzhy.zq.gj"
    "zzknrzazgycjzlrrznc..yjbcjdwyzy.slpzhydzfsltqmybggng.skscztkqxdchcszqjzw..xnpsjzstbtqwrlhszpmjsm"
    "slljlzd.sgfmsjtxkwflcclycymyzydhwtsxssqly.llfllxxomxrzsyblhqlbbhh.cpqmjbmsw..lq.hx.sy.nhjy.stxzm"
    "xm.htxyblflccddkcxcmqqz...hgcgmbhgymw...rxzmj.zzyl.zbry.ceymq.wjb.bfylfqfeeztyjqjlcbnyxmxf.ntbzw"
    "kyoxgtght.ydqjlmmjlfomjfbhsynjlbjtlzsydccmylcjsqnl.slz.cjjeyrcrflsyydlztpzjcbkc.hhmhgdfxmmlgztyz"
    "llwljll.pywtp.zg.xnqwzdwb.hxzlyhxhbrxplzyxlkc.nhclztfhzqspg.hc.eerqsj.ybyzncbcthzbzwgbezwwzzlwgq"
    "lzsmdqcplslsqyfxjdpgnrzgptcchzmbqsbjs.gnhxexm.xzrjdzsmbhyxpncb.qjzljxxcwzzkctcdcqzzrbjxzjgjdcsrx"
    "hqzscwkkggfcczclxzzyggzdhstgxmdapwampmyzbywrlycqzp.tfs.dcttctjshl..cjegfd.ebtd.dbwzlqmq.zs.yzt.s"
    "bxjcftcffwxympmsmctkbxxq..shnxcdfyarrmfqshbdmd..k.cdyh.gxljqqwyl..yyyqzxyywzzhcfcpkc.tqcgkqqzmlz"
    "tzglhldcy..qzcmdycrhrflxjym.mjsh.lzzyglqglbs..scjxbxjplxzdcqnzlysyhlp..l..s.ynskfydrc.tqbswdsaqz"
    "kf.y.sdhxzttzyfe.jjcxm.bljkj.clxflzhjnyxtlzk.qjpftlmzxhmjzclrzyh.ylyrlnyn.ynyqxcymxnkzxyttwsyczm"
    "ynmzwlqnsbzb.jxkpkxzykhxeytyjl.lcjhzfcgjmctmxlyssybchwdjghbxlccyxyzhyz.kyqzm..sjgpl.tjlyycyjxwxn"
    "fg.mznxwlcmjncwxnmzkkh..ywz..y.dfbzzsxn.jxcnrzs.sy.j.lhbyzzywngjbc.dqykrhxx.k.xbkcxboz.tccngfxdw"
    "jkzsdlm.gml.y.gcld.bqx.ddxl.sxsw..hyllysjqjy.q.ljmcnbllgcxxhbzddhsct.nzlfjgxlxrtpxszwttyxpyynhry"
    "fnywyxzysmxjtfxncmb.nyezrxlhxnhjdhtpcxsmxwqztxjjhtmyjslwccjyhzsgnx.dcwzgcczhlllthwassmtxjatcwtjc"
    "cyxx...n.yqjsjlj.ml.ccxqmsccgyy.llszsh..e.szjjtlwczl.zz.ycnbsyhyhmmqlhzmxzszzgxyzxjc.blzjwgjjafg"
    "hyrzbysdgsxcsq..chdcwrscjzqyfyfpztzcqyhhgejytctfzh.bzjtjfhcycscqcxmcqjbjzzqzjb.llyqcfctshqqbntcc"
    "yzccbmbtmlfcqtfkj...zqzcklbdw.zlt.cltkcjthfb.xwjqkhqsc.qppwyrxcdccmxdbzccgdzdltyqzlczfstka.qshsw"
    "zljl.cryjkfqhflhtmtjqzqgtlmylyjp.xbhzrswckspmx.ckzcscsbk.zwmlznlqy.yxc.rcnyjbf..cdjyhxyq.bgj.ysy"
    "sycysyslcybs.ylltdyj.y..jjccgxxagyl.tcxqh.dcdyz.yc.lsmm.tplqctecjyjdjblyccplztpcjxf.xehzrfjhlzmy"
    ".cmymtk..mryqmjpjwjmjxbgcllqdyyczr.lkgyhpcdcsssxyscyhfyyzsjdxgtqchmycqjsmy.pzzcymmjqsptkcs.jjajy"
    ".ylzbl.hlwxtbzzbmxoy.xlzm.y..px...sz.sjjj.nacwgxtxdztpxxxskzwhrcdhkfcxqql.yyqhcz.wyxynzc.sdzjxy."
    ".xdtgyhy.lkxsxx..dlzncjbzlhbtcmxsyq.phwyy.chb.xch.hczqkr.yx.hc.qdwq.ylb.b.ynbyhcqtylb.jfxchsbqyw"
    "ahdgdhp.zlmmlxxzpfnxddyxysdbhffzbfxsmzzzhfwmql.mhhyqda.bdxdbzpty.jztxdtxcyglb.ljxsdshycbrewbfyzf"
    "gbgdhdtbqllwzlsnbtzdbjpxwpdfchz.....fxhcby.jbrcyygkyzyjhmbgbzhzsgbdccscrcmpwpfzqlymwqdcxhsghafqh"
    "pysxmkg.asslzhc.lnhdjmfechhyxpbcyyxsxllydhslphgbrwsayxhyxy.b.htl.z.xzydyj.bty.ynsbgbmges.zyjystw"
    "xzyrshnyjsybhhy.ylxedzzyyjcd.kyyjencqxbmsmlqqsfbbbywhfqmfaafqqtybpb.x..yclyl.nxw.lpzzzcaeylfzhcs"
    "bbz.hl.hzgclmmmazzhfdt.dwwjclbljnls.gnykwwqbklgghkhkztlbhpywtskdajmkkamqq.khdxnsjppscnmscxk.dptz"
    "wfcps.rqcpbmzckjl.mmplzjlywllzzhscxwdhphmcmcjn.yrly.qz.bgzjyqbbtyqyzjmssqsmgyggtfxyttmlclslhcplj"
    "zjzzxz..l..lxgemztyzgwlyszhhzclczwxzmgs..sdcktnllyxyqpcxgjlmy.lycqty..ddh.x.q.yjyfghzq..jpgxssqc"
    "dbdwczbwbdbt.gjgcyyljfneexkytpbmsyqyb.xhhyjkejmcbwzxtcxcmkyc.hdrtyxnsfplahyhmylybdlsjljjtpgxwcdh"
    "ylmhsjyw.pllycshstmhtbphfgblcpcmsqzkbamxkttwx.tlcnnldjqbsztqnyjgdjmdjyxzmlgxtzytsxqwycqw.zthscft"
    "ttzhphzzblnxpdhtwtqjcbjkljqlgqqxjsjahzzyzjcyj.y.jtny.c"
)
"""U+3400 to U+4DB5; '.' where a character has no reading."""

COMMON = (
    "ydkqsxhwzssxjbymgcczqpssqbycdscdqldylybsgjgyqzjjfgcclzzbwdwzjljpfyynwjjtmyyzwzhflyppqhgccyyymjqy"
    "xxgjxhsdsjnjjsmhmlzrxyfsngsyczqzggllyjlmyzssecykyyhqwjssggyxyqyjtwkdjhychmyxjtlxjyqbyxdldwrrjjwy"
    "srldzjpcbzjjbrcfslbczstzfxxthtrqggbdlyccscymmrfcyqzpwwjjyfcrwfdfzqpyddwyxkyjawjffxjpdftzyhhycysw"
    "ccyqsclcxxwzzxnbgnnxbxlzsqsbsgpysyzdhmdzbqbzcwdzzyytzhbtsyyfzgntnxqywqskbphhlxgybfmjebjhhgqtjcys"
    "xstkzglyckglysmzxyalmeldccxgzyrcxsdltjzcqkcnnjwhjczzcqljststbnxbtyxceqxgkwjyflzqlyhjqspsfxlfpbyq"
    "xxxydcczylllsjxfhjxpjbcffyabyxbhczbjyclwlczggbtssmdtjcxpthyqtgjjscjfzkjzjqnlzwlslhdzbwjncjzyzsqn"
    "ycqyrzcjjwybrtwpyftwexcskdzctbxhyzcyyjxzcfbzzmjyxxcdczottbzljwfckszsxfyrlnyjmbdthjxsqjccsbxyytsy"
    "fbjdztgbcnclcyzzbsacyzzscjcshzqydxlbpjllmqxtydzxsqjtzpxlcglqccwjbhctdjjsfxjejjtlbgxsxjmyjjqpfzas"
    "yjncydjxkjcdjszcbartcclnjqmwnqnclllkbybzzsyhqcltwlccrshllzntylnewyzyxczxxgdkdmtcedejtsyys.dqdfms"
    "d.jlhrwnqlybglxhlgtgxbqjdzfyjsjyjcjmrnymgrcjczgjmzmgxmmryxkjnymsgmzjymklfxmbdtgfbhcjhkylpfmdxlqj"
    "jsmtqgzsjlqdldgjycalcmzcsdjllnxdjffffjczfmzffpfkhkgdpqxktacjdhhzdddrrcfqyjkqccwjdxhwjlyllzgcfcqd"
    "smlzpbjjplsbcjggdckkdezsqsckjgcgkdjtjllzycxklqscgjcltfpcqczgwbjdqsdjjbyjhsjddwgfsjgdkccctllpspkj"
    "gqjhzzljplgjgjjthjjyjzcjmlzlyqbgjwmljkxzdznjqsyzmljlljkywxmkjlhskjgbmclyymkxjqlbmclkmdxxkwyxwslm"
    "lpsjqjcqxyjfjtjdxmxxllcrqbsyjbgwywxggbcyxpjtgpepfgdjgbhbncfjyzjkjkhxqfgqzkfhygkhdgllsdjjxpqykybn"
    "qsxqnszswhbsxwhxwbzzxdmndjbsbkbbzklylxgwxjjwaqzmywsjqlcjxxjqwjeqxscwetlzhlyyysdzpyqyzcptlshtzcfy"
    "cyxyljxdcjjagyslcllyyysglrqqeldxzsccccadycjysfsgbfrsszqsbxjpsjwsdrckgjlgdkzjzbdktcsyqpyhstcldjlh"
    "mymcgxyzhjdctmhltxzxylymohyjcltyfbqqjbfbdfehtksqhzywwcnxxcdwhhwgyjlegmdqcwgfjhcsntwydolbygwqwesj"
    "pwnmlrydzsztxyqpzgcwxhngpyxshmdqjgztdppbfyhzhhjyfdzwkgkzbldntsxhqeegzxylzmmzyjzkszxkhkhtxexxgyly"
    "apsthxdwhzydpxagkydxbhnhxkdfjnmyhylpmgocslnzhkxxlbzzlbmlsfbhhgsgyyggbhscyajtxwlxtzqcwzydqdqmmgdq"
    "llszhlsjzwfjhqswscelqazynytlsxthaznkzzsdhlacxtwwcsgqqtddyzbcchyqzflxpslzygpzsznglydqcbdlxjtctajd"
    "kywnsyzljhhdzcwnyyzyomhychhhxhjkzwsxhdnxlyscqydpclyzwmypbkxyjlkzhtyhaxqsyshxasmchkdscrswjpwqsgzj"
    "lwwschs.hsqnhzsngndaqtbaalzzmsstdqjcjktscjaxplggxhhgoxzcxpdmmhldgtybysjmxhmrcplxjzckzxshflqxccdh"
    "xezfchzccdytcjyxqhlxdhypjqxnlsyydzozjnyxqezysjyayjkypdghddxsppyzndlthrhxydpcjjhtcxmctlhbynyhmhzl"
    "lhnxmylllmdcppxhmxdkycyrdltxjchhznxclcclylnzsxzjzzlnnllwhyqsnjhxynttdkyjpychhyegkcttwlgqrlggtgty"
    "gyhpyhylqyqgcwyqkpyyyttttlhyhlltyttsplkyzwgywgpydqqzzdqxskcqnmjjzzbxyqmjrtfbbtkhzkbjdjjkdjjtlbwf"
    "zpbtkqtztgpdgntpjyfalqmkgxbcclzfhzclllladpmxdjhlcclgyhdzfgyddgcyyfgydxkssebdhykdkdkhnaxxybfbyyhx"
    "cqgabfqyjjdmljcsjzllpchbsxgjyndybyqspqwjlzkcddtaccbkzdyzypjzqsjnkktknjdjgyepgtlfyqkasdntcyhblgdz"
    "hbbydmjrygkzyheyybcmcdtyfzjjhgcjplxhldwxjjkytcyksssmtwcttqzlzbszdtwzxgzagyktywxlhlcpbclloqmmzssl"
    "cmbjcszzkydczxgqjdsmcytzqqlwzqzxssbpkdfqmddzdsddtdmfhtdyzjaqjqkypbdjyyxtljhdrqxxxhaydhrjlklytwhl"
    "lrllrcxylbwsrszzsymkzzhhkyhxksmzsyzgcjfbzbsqlfcxxxnxkxwymsddyqwggqmmyhcdzttfgyyhgstttybykjdhkyjb"
    "elhdypjqnfxfdqkzhqkzbyjtzbxhfdxbdaswhawajldyjsfhbldnndnqjtjnchxfjsrfwhzfmdrfjyhwzpdjkzyjymfcyzny"
    "nxfbytfwfwygdbnzzzdnytxzemmqbsqehxfzmbmflzzsrsymjgsxwzjsprydjsjgxhjjgljjynzjjxhgjkymlpeyycsysgqz"
    "swhwlyrjlpxslcxmfsmwkcctnxnynpnjszhdzeptxmwywayysywlxjqzqxzdclaeelmcpjpclwbxsqhfwrtffjtnqjhjqdxh"
    "wlbyccfjlalkyyjldxhhycstdywncjtxywdrmdrqhwqcmfjdyzmhmayxjwmyzqsxtlmrspwwchajbxtgcypxyyrrclmpamgk"
    "qjszyjrmyjsnxtplnbappypylxmyzkynldgyjzczhnlmzhhanqmpgwqtzmxxmllhgdzxyhxkrxycjmffxyhjfsbssqlhxndy"
    "cannmtcjcyprrnytyqnyymbmsxndlylysljnlqyshqmllyzlzjjjkymzcsfbzxxmstbjgnxyzhlsnmcqscyznfzlxbrnnnyl"
    "mnrtgzqysatswryhyjzmzdhzgzdwybsscskxsyhytsxgcqgxzzbhyxjscrhmkkbsczjyjymkqhzjfnbhmqhysnjnzybknqmc"
    "jgqhwlsnzswxkhljhyybqcbfcdsxdldspfzfskjjzwzxsddxjseeegjscssmgclxxkywyllymwwwgydkzjgggtggsycknjwn"
    "jpcxbjjtqtjwdsspjxzxnzxwmelptfsxtllxcljxjjljsxctnswxlehhlyqrwhsycsqrybyaywjejqfwqcqqcjqgxaldbzzy"
    "jgkgxpltqyfxjltpadkyqhpmatlcpdhkxmtxybhblefxdleegqdymsawhzmljtwyqxlyjzljeeyxbqqffnlyxrdsctgjgxyy"
    "lkllxqkcctlhjlqmkkzgcyygllljdzgydhzwxpysjbzkdzgyzzhywyfqytyzszyezklymhjjhtsmqwyzlkyywzcsrkqyqltd"
    "xwcdrjklwsqzwbdcqyncjsrszjlkcdcdtlzzzacqqczddxyplxcbqjylzllljddzjgyjyjzyxnyyynxjxkxdazwyrdljyyyr"
    "jlglldrxjcykywnqcclddnyyykyckczhjxcclgzqjgjwppcqqjysbzzxyjxjbxjfzbsbdsfnsfpzxhdwztdmpptblzzbzdmy"
    "ypqjrsdzsqzsqxbdgcpzswdwcsqzgmdhzxmwwfybpdgphtmjthzsmmbgzmbzjcfzhfcbbzmqcfmbcmcjxlgpnjbbxgyhyyjg"
    "ptzgzmqbqdcgybjxlwzkydpdymgcftpfxyztzxdzxtgkmtybbclbjaskytssqyymscxfjeglsllszbqjjjaklyldlycctsxm"
    "cwfgkkbqxlllljyxtyltyxytdpjhnhgnkbyqnfjyyzbyyessessgdyhfhwtcjbsdzjtfdmxhcnjzymqwsrxjdzjqpdqbbsdj"
    "ggfbkjbxdgjhmgwjjjgdllthzhhyyyyyysxwtyyyccbdbpypzyccztjpzywcbdlfwzcwjdxxhyhlhwczxjtczlcdpxdjczcz"
    "lyxjjsjbhfxwpywxzptdzzbdccjhjhmlxbqxxbylrddgjrrctttgqsczwmxfytmwzcwjwxjywcskybzqccttqnhxnkxxkhkf"
    "htswoccjybcmpzzyjbnnzpbthhjdlscddytyfjpxyngfxbyqxcbhxcbsxtyzdmzysnxsxlhkmzxlthdhkghxjsshqyhhcjyx"
    "glhzxcsnhekdtgqxqypkdhextykcnymyyypkqyytjxzlthhqtbyqhxbmyhsqckwwyllhcyylnneqxqwmcfbdccmljggxdqkt"
    "lxkgnqcdgzjwyjjlyhhqtttnwchhxcxwheszjydjccdbqcdgdnyxzdhcqrxcbmztqcbxwgqwyybxhmbymykdyecmqkyaqyng"
    "yzslfykkqgyssqyshjgjcnxkzycxsbkyxhyylstycxqthysmgscpmmgcccccmtztasmgqzjhklosqylswtmqsyqkdzljqqyp"
    "lcycztcqqpbbqjzclpkhqcyyxxdtdddsjcxffllchqxmjlwcjcxtspycxndtjshjwxdqqjckxyamylsjhmlalykxcyydmamd"
    "qmlmcznnyybzkkyflmchcmlhxrcjjhsylnmtjggzgywjxsrxcwjgjqhqzdqjdzjjzkjkgdzqgjjyjylhzxxcdqhhhestmhlf"
    "sbdjsyyshfyssczqlpbdrfrztzdkykgsctgkwdqzrkmsynbcrxqbjyfaxpzzedzcjykbcjwhyjbqdzywnyszptdkzpfpbazt"
    "klqyhbbzpnbptyzzybhnydcpjmmcycqmcjfzzdcmnlfpbplngqjtbttajzpzbbdnjkljqylnbzqhksjznggqsczkyxchpzsn"
    "bcgzkddzqanzgjkdntlzldwjljzlywtxndjzjhxyatncbgtzcsskmnjpjytsrwxcfjwjjtkhtzplbhsnjzsyjbwbzyzlstls"
    "bjhdwwqpslmmfbjdwajyzccjtbnnrzwqxcdslqgdsdpdzhjtqqpsqlyyjzlgyhszlctcbjtktyczjtqkbpjlgmjzdmcsgpyn"
    "jzjjyyknhrpwszxmtncszzyxybyhyzaxywkcjtllckjjtjhgcxdxyqyczbywblwqcglzgjgqrqcczssbcrbcskydznljsqgx"
    "ssjmecnstztpbdlthzwhqwqtzexnqczgweskssbybstscsjccgbfsdqszlccglllzghzcthcnmjgyzaznmckcstjmmzckbjy"
    "gqljyjppldxrgzyxccsnhshgdznlzhzjjcddcbcjflbfqbczzwpqdnhxljcthqwjgylnlszzpcjdscqqhjqkdxkpbajyemsm"
    "jtzdxlcjyryynwjbngzzkmjxltbsllrtpylcsznxjhllhyllqqzqlxymrcwcxsljmczltzldwdjjllnzggqxppskygyggbfz"
    "pdkmwghcxmcgdxjmcjsdycabxjdlnbcddygskydjtxdjjyxmsaqazdzfslqxyjsjzylblxxwxqqzbjzlfbblylwdsljhxjyz"
    "jwtdjcyfqzqzzdcsxzzqlzcdzfchyspympqzmlpplffxjjnzzylsjyyqzfpfzksywjjjhrdjzzxtxxglghtdxcskyswmmtcw"
    "ybazbjkshfhgcxmhfqhyxxyzftsjyzbxyxpzlchmzmbxhzzssyfdmncwdabazlxktcshhxkxjjzjsthygxsxyyhhhjwxkzxc"
    "sbzzwwhhcwtzzzpjxsnxqqjgzyzawllcwxzfxgyxyhxmkyyswsqmnjnaycyspmjkgwcqhylajjmzxhmmcnzhbhxclxtjpltx"
    "yjhdyylttxfszhyxxsjbjyayrsmxyplckdlyhlxrlnllstyzyyqygyhhsccsmcztzcxhyqfpyyrpfflfqtntszllzmhwtcjq"
    "yzwtllmlmdwmbzssmzrbpdddlgjjbxccsrzqqygwcsxfwzlxccrbtdzmcyggdlqsgtjmwljmymmsyhfbjdgyxccpshxczcsb"
    "sjwjgjmpbwaffyfnxhydxzylremzgzcyhsszdlljcsqfzxxkptxzgxjjgbmyyysnbdylbnlhbfzdcyfbmgqrrmsszxysgtzn"
    "nydzzcdgbjafjbdknzblcsscpsgzycjszlmlrzzbzzldlsllysxsqzqlyxzlsgkbrxbrbzcycxzjzeeyfgklzlyyhgysgzlf"
    "jhgtgwkraajyzkzqtsshjjxdzyz.yjlzyrzdqqhgjzxsszbtkjpbfrtjxllfqwjgslqtymblpzdxtzagbdhzzrbgjhwnjtjx"
    "lhscfsmwlldqysjtxkzscfwjlbxftzlljzllqblcqmqqcgcdfpbbhzczjlpyygjdtgwdcfczqyyyqysrclqzfklzzzgffsqn"
    "wglhjycjjczlqzzyjbjzzbpdccmhjgxdqdgdlzqmfgpsytsdyfwwdjzjysxyycjcyhzwpbyhxrylybhkjksfxtzjmmchhllt"
    "nyymsxxyzpyjjycdyzwmtjjkqyrhllqxpsgtlwycljscbxjyzfnmlrgjjtyzbsyzmsjyjhgfzqmsyxrszcwtlrtqzsstkxgq"
    "ggsptgcdnjsgcqcqhmxggztqydjjzdlbzsxjlhyqgggthqscpyhjhhgnygkggcmjdzllcclxqsftgzslllmlcskctbljzzsz"
    "mmnytpzsxqhjcjyqxyexzqzcpshkzzysxcdfgmwqrllqxrfztlysdctmjcsjjdhjnxtnrztzfqrhqgllgcxszsjdjljcytsj"
    "tlnyxhszxcgjzyqpylfhdjsbpcczgjjjqzjqdybssllcmyttmqtbhjqnnygkynqyqmzgcjkpdcgmyzhqllsllclmholzgdyl"
    "fzsljcqzlylzcjeshnylljxgjxlyjyyyxnbcljsswcqqcjyllcldjyllzllbnylgqchxyyqoxccqkyjxxhyklksxayqccqkk"
    "kkcsgyxxyqxygwtjohthxpxxcsshcyeychzzcbwqbbwjqcscszsslzylgdesjzmmymcytsdsxxscjpqqsqylyfzychdjdzyw"
    "cbtjsydjhcyddjlbdjjsodzyqysqkxxdhhgqjyohdyxwgmmmajdybbbppbcmhcpljzsmtxerxjmhqdstpjdcbssmsssthjts"
    "lmmtrcplzszmlqdsdmjmqpnqdxcfynbfsdqqyxhyaykqyddlqyyysszbydslntfgtzqbzmchdhczcwfdxtmqqsphqwwxsrgj"
    "cwtjtzzqmgwjjrjhtqjbbgwzfxjhnqfxxqywyyhyscdydhhqmnmdmmcpbszppzzglmzfollcfwhmmsjzttthlmyffytzzgzy"
    "skjjxqyjzqbhmbzzlyghgfmshpcfzsnclpbqsnjszslxjfpmtyjygbxlldlxpzjypjyhhzcywhjylsjexfsszywxkzjlladt"
    "mlymqjpwxxhxsktqjezrpxxzghmhwqpwqlyjjqjjzszcfhjlchhnxjlqwzjhbmzyxbdhhypylhlhlgfwlcfyytlhjjcjmscp"
    "xstkpnhjxsntyxxtestjctlsslstdlllwwyhdhrjzsfgxssyczykwhtdhwjslhtzdqdjzxxqggyltzphcsqfzlnjtclzpfst"
    "pdynylgmjllycqhynsbchylhqyqtmzybbywrfqykjsyslzdyjmpxyyssrhzjnyqtqdfzbwwdwwrxcwhgyhxmkmyyyhmsmzhn"
    "gcepmlqqmtcwctmhmxjpjjhfxyyzsjzhtybmstsyjdtjjqytlhynbyqzlcxcnzwsmylkfjxlwgbypjytysylymzckttwlgsm"
    "zsylmpwlzwxwqzssaqsyxyrhssntsrapccpwcmgdhhxzdzxfjhgzttsbjhgyglzysmyclllybtyxhbbzjkssdmalhhycfygm"
    "qypjycqxjllljgclzgqlycjcctotyxmtmshllwcgfxymzmklpszzzxhhjyslctyjcyhxsgyxzkxlzwpyjpdhjwpjpwsqqxlx"
    "xdhmrslzcyzwstcxkystzshbsccstplwsscjchjlcgchssphylhfhhxjsxyllnylmzdhzxylsxlwzyhcldyahzcmddyspjtq"
    "jzlngjfsjshctsdszlblmssmnyymjqbjhrcwtyydchqljapzwbgqybkfcmjwlzllyylszydwhxpsbcmljpscgbhxlqhyrljx"
    "yswxhxzlldfhlslymjljyflyjycdrjlfsyzfsllcqyqfgjyhyszlylmstdjcyhbzllnwlxxygyyhbmgdhxxhhlzzjzxczzzc"
    "yqzfnjwpylcpkpykpmclqkdgxzggwqbdxzzkzfbxxlzxjtpjpttbytszzdwslchzhsltjxhqlhyxxxywzyswtmzkhlxzxzpy"
    "hgchkjfsyh.tjrlxfjxptztwhplyxfcrhxshxkjxxyhzjdxjwylhyhmjdbflkhtxcwhcfwjcfpqrxqxcyyyjygrpxgscsxng"
    "wchkzdxhflxxhjjbyzwtsxnncyjjymswzjqrmhxzwfqsylzjzgbhynslbgttcsebhxxwxyhhxyxnsqyxmlywrgyqlxbbcljs"
    "ylpsytjzyhyzawlhorjmksczjxxxyxchcytryxqjddsjfslyltsffyxlmtyjmjjyyyxltzcsxqzlhzxlwyxzhdnlrxhxjcdy"
    "hlbrlmbrllaxksllljlyxxlycrylcjcgjcmtlzllcyzzpzpcyawhjjfybdyyzsepckzdqyqpbpcjpdcyzbdbbcyydycnnpjm"
    "tmlrmfmmgwygbsjgygsmdqqqztxmkqwgxllpjgzbqcdjjjfpkjkcxbljmswmdtqjxldlppbxcwkcqqbfqjczagzgmykbhyyh"
    "zykndkzmbpjyspxthlfpnyygxjdbkxnhhjhzjxstrstldxskzysybmxjlxyslbzyslhxjpfxbqnbylljqkygzmcyzzymccsl"
    "dlhzgwfwyxzmwcxtynxjhbyymcysbmhysmydyshqyzchmjjmzcaahcbjbbhplxtylsxsdjgjdhkxxtxxnbhnmlngsltxmrhn"
    "lxqjxmzllyswqgdlbjhdcgjyqycmhwfwjybbbyjmjwjmdpwhxqldyapdfxxbcgjspckrssyzjmslbzzjfljjjlgxzgyxyxls"
    "zqyxbexyxhgcxbpldyhwecdwwcjmbtxchxyqxllxflyxlljlssfwdpzsmyjclmswtczbchqekcqbwlcgydblqppqzqfjqdjh"
    "ymmcxtxdrmjwrhxcjzclqxdyynhyyhrslsrsywwzjymtltllgzqcjzyabsckzcjyccqljsqxalmzyyywlwdxzxqdllqshgpj"
    "fjljhjabcqzdjgthhsstcyjlbswzlxzxrwgldlzrlzqtgsllllzlymxqgdzhgbdbhzpbrlw.xqbpfdwo..whlypcbjcc.dmb"
    "zpbzz.cyqxldomzblzwpdwyygdstthcsqsccrsssyslfybfntyjszdfndpthtzzmbblxlcmyffgtjjqwftmdpjwdnlbzxmmc"
    "tgbdzlqlpyfhsymjylsdchdzjwjcctljcldtljjcpddpjdsszynndbjlggjzxsxnlycybjjqxcbylzcfzppgkcxzdzfztjjf"
    "jsjxzbnzyjqttyjwhtyczhymdjxttmpxsflzcdwslshxybzgtfmlcjtacbbmgdewycyzcdszcyhflyctygwhkjyylsjcxgyw"
    "jcbhlcsnddbtzbsclyzczzssqdllmqyyhfllqllxfdyhabxggnywyypllsdldllbjcyxjzmlhljdxyyqytdlllbbgbfdfbbq"
    "jzzmdpjhgclgmjjpgaehhbwcqxaxhhhzchxyphjaxhlphjpgpzjqcqzgjjzzgzdmqyybzzphyhybwhazyjhykfgdpfqsdlzm"
    "ljxjpgalxzdaglmdgxmwzqytxdxxpfdmmssympfmdmmkxksyzyshdzkjsysmmzzzmsydnzzczxbmlstmddnmxckjmztyymzm"
    "zzmsshhdccjemxxkljstgwlsqlyjzllsjssdbpmhnlyjczyhmxxhgzcjmdhxtkgrmxfwmckmwkdcksxqmmmfzzydkmsclcmp"
    "cgmwrpxqpzdsslcxkyxtmlgjyahzjgzqmcsnxyhmmpmlkjxmhlmlgmxctkzmjjyszjsyszhsyjzjcdajzybsdqjzgwzkgxfk"
    "dmsdjlfmehkzqkjbeypzyszcdwyjffmzjykttdzzefmzlbnpplplpbpszalltylkckqzkgenqlwagxxydpxlhsxqqwqykxqc"
    "lhyxxmlyccwlymqyskychlcjnszkpyzkcqzqljbdmdjhlasqlbydwqlwdnbqcrydddtjybkbwszdxdtnpjdtctqdfxqqmgns"
    "eclstbhpwslctxxlpwydzklzygzcqapllkccylbqmqczqcljslqzdjxldthpzqdljjxzqdjyzhkzljcyqdyjppypeakjyrmp"
    "cbymcxkllzllfqpylllmbsglcysslrsysqtmxyxqqzbdzrysyztffmzzsmzqhzssccmlyxwtpzgxzjgzgsjsgkddhtqggzll"
    "bjdzlcbzhyxyzhzfywxyzymsdbzzyjgtsmtfxqyxjscdgslnmdlrytzlryylxqhtxsrtzcgyxbnqqzfhykmzjbzymkbpnlyz"
    "pblmcnqyzzzsjzhjctzhhyzzjrdyzhnfxglfxslkgjtctssyllgzrzbbjzzklpkbczyslxyxbjfpnjzzxcdwxzyjxzzdjjgg"
    "grsrjkmcmzjlsjywqshyhqjsxpjzzzlsnshrnypjtwchklbsrzlcxwjqxqkysjycztlqzybbybwzjqdwgyzcytjcjxckcwdk"
    "kzxsgkdzxwwyyjqyytcytdjlxwkczkklcclzcqqdzlqlcsfqchqhsfsmqzzllbjjzbsjhtsjdysjqjpdlzcdcwjkjzzlpycg"
    "mzwdjjbsjqzsyzyhhxcbbjydssddzncglqmbtsfcbfdzdlznfgfjgfsmptjqlmblgqcyyxbqkdxjqsrfkztjdhczklbsdzcf"
    "ytplljgjhtxzcsszzxstcygkgckgyoqxjplzbbbgtgyjdgczqszlbjlsjfzgkqqjcgyczbzqtldxrjxbsxxpzxhyzyclwdsj"
    "jhxmfczpfzhqhqmqgkslyhtycgfrzgnqxclpdlbzcsczqlljblhbdcypczppdymtzsgyhckcpzjgslclnscdsldzxbmsdldd"
    "fjmkdjdhslzxlszqpqpgjllybdszgqlbzlslkyyhzttncjyqtzzfszqztlljtyyllqllqyzqlbdzlslyyzymdfszsnhlxznc"
    "zqzbbwskrfbcyzmthblgjpmczzcstlxshtzcyzlzblfeqhlxflcjlyljqcbzlzjghsstbrmhxzhjzclxfnbgxgtqjcztmsfz"
    "kjmssnxljkbhszxntnlzdntlmsjxgzjyjczxyhyhwrwwqnztnfjscpzshzjfyrdjsfscjzbjfzqzchzlxfxsbzqlzsgyftzd"
    "cszxzjbqmszkjrhxjzcgbjkhchgtjkjqglxbxfgdrtylxjxgdtsjxhjzjjcmzlcqsbtxhqgxttxhxftsdkfjhzyjfjxrzcdl"
    "llcqsqqzqwqxswqtwgwbzcgcllqzbclmqqtzgzxzxljfrmyzflxysqxxjkxrmjdcdmmyxbsqbhgcmwfwtgmxlzbyytgzyccd"
    "xyzxswgxyjyznbgpzjcqsyxcxrtfycgrhztxszzthcbfclsyxzljqmzlmplmxzjssflbysmyqhxjsxrxsqzzzsslyflczjrc"
    "rxhhzxqydshxsjjhzcxjbdynsysxjbqlpxzqpymlxzkyxlxcjlcycrxzzlldlllsjyhzxgyjwkjrwyhcpsgnrzlfzwfzznsx"
    "gxflzsxzzzbfcsyjdbrjkrdhhgxjljjtgxjxxstjtjxlyxqfcsgswmsbctlqzzwlzzkxjmltmjyhsddbxgzhdlbmyjfrzfcg"
    "clyjbpmlysmsxlszjqqhjzfxgfqfqbpxzgyyqxgztcqwyltlgwwgwhllfsfgzjmgmgbgtjfsyzzgzyzaflsspmlbflcwbjzc"
    "ljjmzlpjjlymqdmyyyfbgygqzglyzdxqyxrqqqhsxyyqqygjtyxfsfsllgnqcygycwfhcccfxbylypllzqxxxxxkqhhxshjd"
    "cfdsczjxcpzwhhhhhapylhalpqafyhxdyllkmzqgggddesrnndltzgchybpysqjjhclljtolnjpzljlhymheydydsqycddhg"
    "zpndzclzywllznteytgxlhslpjjbdgwxpcdntjcklkclwkllcasstknzdnqnttlyyzssysszzryljqkcgbhhcrxrzydgrgcw"
    "cgzhfffppjfzynakrgywyqpqxxfkjtszzxswzddfbbqtbgtzfznpzfpzxzpjszbmqhkcyxyldkljnypkyghgdcjxxeahpnzg"
    "ctzcmxcxmmjxnkszqnmnlwbwwxjjyhclstmcsqdjcxxtpcnfdtnnpglllzcjlspblplkcdtnjnlyyrscffjfqwdpgzdwmnzc"
    "clodaxnssnyzrestyjwjyjdbcfxnmwttbqlwstszgybljpxglboclgpcbjftmxzljylzxcltpnclcgxtfzjshcrxsfyszdkn"
    "tlbyjcyjllstgqcbxnwzxbxklylhzlqzlnzcqwgzlgzjncjgcmnzzgjdzxtzjxycyycxxjyyxjjxsssjstssttppghtcsxwz"
    "dcsyfptfbchfbblzjclzzdbxgcxlqpxkfzflsyltywbmnjhskbmddbcysccldxycddqlyjjhmqllcsgljjsyfpyyccyltjan"
    "tjjpwycmmgqyysqdhqmzhszxpftwwzqswqrfkjlxjqqyfbrxjhhfwjgzyqacmyfrhcyybyqwlpexcczstyrltsdmqlykmbbg"
    "myyjprknnbbsxyxbhyzdjdnghpmfsgbwfzmfqmmbcmzzcjjlcnyxyqgmlrygqccyhzlwjgcjcggmcjjfyzzjhycfrrcmtzqz"
    "xhfqgdjxccjeaqcrjthpljlszdjrbcqhjdzrhxlyxjsymhzydwldfryhbbydtssccwbxglpzmlzztqsscpjmmxjcsjytycgh"
    "ycjwsnsxlfemwjnmkllswtxhyyygcmmcwjdqdjzglljwjnkhpzggflccsczmcbltbhbqjxqdjpdjqtghglfqawbzyjjltstd"
    "hqhctcbchflqmpwdshyytqwcnztjtlbypbpdyyyxsqkxwyyflxxncwcxybmaelykkjmzzzbrxyaqjfljpfhhhytzzxrgqqmh"
    "spgdzjwbwpjhzjdyscqwzkthxsqlzyymysdzgrxckkhjlwpysyscsyzlrmlqsyljxbcxtlhdqzpcycykpppnsxfyzjjrcemh"
    "szmsxlxglrwgcstlrsxbygbzgztcpldjlslylymdtmtcpalcxpqjcjwtcyyzlblxbzlqmyljbghdslssdmxmbdczsxwhamlc"
    "zcpjmcnhjyjnsygchskqmzzqdllkablwjqsfmocdxjrrlyqchjmybyqlrhetfjzfrfksryxfjdwdsxxlwsqjyslyxwjhsnlx"
    "yyxhbhawhhjcxwmyljcsqlkydttxbzsxfdxgxsjhhsxxybssxdpwncmrptjzczenygcxqfjxkjbdmljcmqqxloxslyxxlyll"
    "jdzbtymhbfsttqqwlhogyblscalzxqlhtwrrqhlstmypyxjjxmqsjpnbryxyjllyqylthylqyfmhkljdmllhfzwkzhljmlhl"
    "jkljstlqxylmbhhlnlsxqchxcfxxlhyhjjgbyzzkbxscqdjqdsxjzsyhzhhmgsxcsymxfebcqwwrbpyyjqtyqcyjhqqzyhmw"
    "ffhgzfrjfcdbxndqyzpcyhhjlfrzgppxzdbbgzqstlgdgylcqmgchhmfywlzyxkjlypqgsywmqqgqzmlzjnsqxjqsyjtcbeh"
    "sxfssfxzwfllbcyyjdytdthwzsfjmqqyjlmqsxlldttkhhybfpwdyysqqrnqwlgwdebdwcyygcdlkjxtmxmyjsxhybrwfymw"
    "frxyqmxysctzztfykmldhqdlwyqnlcryjblpsxcxywlsbrrjwxhqybhtydnhhgmmywytzcsqmtssccdalwztcpqpyjllqzyj"
    "swxwzzmmglmxclmxczmxmzsqtzppjqblpgxjzhfljjhycjsnxwcxsccdlxsyjdcqcxslqyclzxlzzxmxqrjmhrhzjphmfljl"
    "mlclqnldxzlllfypngjysxcqqdcmqjzzxhnpnxzmekmxxykyqlxsxtxjxyhwdcwdzhqyybgybcyscfgfsjnzdyzzjzxrzrqj"
    "jymcanhrjtldbpyzbstjhxxzypbdwfgzzrpymtngxzqbyxmbbfcckrjjjbjegrzgyclkxzdxkknsjkcljspgyyzlqqjybzss"
    "qlllkjfcbktylcccdblsppfylgydtzjyqggkqttfcxbdkdxxhybbfytyhbclpdytgdhryrnjsbtcsnyjqhklllzslydxxwbc"
    "jqsbxbfjzjcjdzfbxxbrmlazgcsnclbjdstblfrzdswsbxbcllxxlzdjzsjpylyxxyftfffbhjjjgbygjpmmmmsscljmtlyz"
    "jxswxtyledqpjmygqzjgdjlqjwjqllsdgjgygmscljjxdtygjqjqjcjzcjgdzdshqgsjggcjhqxsnjlzzbxhsgzxcxyljxyx"
    "yydfqqjhjfxdhctxjyrxysqtjxyefyyssyxjxncyzxfxcsyszxyyschshxzzzgzzzgfjdldylnpzgyjyzyyqzpbxqbdztzcz"
    "yxxyhhscxshcggqhjhgxwsztmzmehyxgebtylzkkwytjzrclekestdbcykqqsayxcjxwwgsbhjszsdhcsjkqcxswxfctynyd"
    "pzcczjqtzwjqdzzzqzljchlsbhpydxpsxshhezdxfptjqyzzxhyaxncfzyyhxgnqmywxtzsjpkhhgymxmxqcxtsbcqsjyxht"
    "yylybcqlmmszmjzjllcogxzaajzyhjmchhcxzsxzdznleyjjzjbhzwzzsqtzpsxztdsxjjjznyazphhyysrnqdthzhayjyjh"
    "dzxzlswclybzyecwcycrylcxnhzydzydyjdfrjjhtrsqtxyxjrjhojynxelxsfsfjzghpzsxzszdzcqzbyyklsgsjhczshdg"
    "qgxyzgxchxzjwyqwgyhksseqzzndzfkwyssdclzstsymcdhjxxyweyxczaydmpxmdsxybsqmjmzjmtzqlpjyqzcgqhxjhhhx"
    "xhlhdldjqsldwbsxfzzyyschtytyjbhecxhjkgjfxbhyzjfxbwhbdzfyzbcapnpgnydmsxhkhhmamlnbyjtmpxyjmcthjbzy"
    "fcgtyhwphftgzzezsbzegpbmdskftycmhbllhgpzjxzjgzjyxzsbbqsczzlzccstpgxmjsftcczjzdjxcybzlfcjsyzfgszl"
    "ybcwzzbyzdzypswyjgxzbdsysxlgzbzfygczxbzhzftpbgzgejbstgkdmfhyzzjhzllzzgjqzlsfdjsscbzgpdlfzfzszyzy"
    "zsygcxsntxchczxtzzljfzgqsqyxzjqccccdjcdxzjyqjccgxztdlgscxzsyjjqtcclqdqztqchqqjztezzzpbkkdjfcjfzt"
    "ybqyqttynlmbdktjcpqzjdzfpjsbnjlgyjdxjdzqkzgqkxclpzjtcjdqbxdjjjstcjnxbxcmslyjcqmtjqwwcjjnjnlllhjc"
    "wqtbzqyczczpzzdzyddcyzdzccjgtjfzdprntctjdcqtqndtjnplzbcllctdsxkjzqdpzlbznbtjdcxfczdbccjjltqjpldc"
    "gzdbbzjcqdcjwynllzlzccdwllxwzlxrsntqjccxkjlsgdfqtddglrlajjtklymkqlldzytdyycygjwyxdxfrskstcdenqmr"
    "kqzhhqkdldazfkypbggpzrebzzykyzspegjjglkqzzzslysywyzwfqznlzzlzhwcgkypqgnpgblplrrjyxcccgyhsfzfwbzy"
    "wtgzxyljczwhxzjzblfflgskhyjzeyjhlpllllczgxdrzelrhgklzzyhzlyqszzjzqljzflnbhgwlczcfjwspyxzlzlxgccb"
    "zbllcxbbbbxbbcbbcrnncccyrbbsyldcgqyyqxygmqzwtzydyjhyfwdehzdjywlccntzyjjcdedpzdztstqjhdymbjnyjzlx"
    "tsstphndjxxbyxqtzqddtjtdyztgwscszqflshlglbcjbhdlyzjyckwtydylbnydsdsycctyszyyebgexhqddwnygyclxtdc"
    "ystqmygzasccszzddlcclzrqxyyeljsbymxshztembbllyyllytdqyshymrqxkfkbfxnxsbychxbwjyhtqbpbsbwdzylkgzs"
    "kyghqzjhhxjxgnljkzlyycdxlfwfghljgjybxblybxqpqgztzplncybxdjyqydymrbesjyyhkxxstmxrczzywxyhybmcflyz"
    "hqyzmqxdbxbzwzmslpdmyckfmzklzcyjycclhxfzlydqzpzygyjyzmzxdzfyfyttqtchgspczmlccytzxjcytjmkslpzhysn"
    "wllytpzctzzcktxdhxxtqcypksmqccyyazhtjpcylzlyjbjxtfnyljyynrxcylmmnxjsmybcsysslzylljjgyldzdpqbfzzb"
    "lfndsqkczfhhhgqmrdsxycstxnqqjpyjbfcxdyqfbnxejdgyqbsrcnfyyqpghyjdyzxgrhtkyleqdzntsmgklbsgbpyszbyt"
    "jzsszjcssxzbhbscsbzczptqfzmqflypybbjgszmxxdjmthyskkbjtxhjcegbsmjyjzcxtmljyxrzzqscxxqptzxmkyxxxjc"
    "ljprmyygadyskqlsadhrskqxzxztcghztlmlwxybwsycdbhjhcfcwzsxhytkzlxqshlyczjxemplprcgltbzztlzjcyjgdtc"
    "lglpllqpjmzpapxyzlaktkdnczzbnzctdqqzjyjgmctxltgcszlmlhbglkfwnwzhdxphlfmkydlgxdtwzfrjejctzhydxyks"
    "hwfzcqshktmqqhtchymjdjskhxzjzbzzxympajqmsdbxlsklyynwrtsqlscbpdbsgzwyhtlkssswhzzlyytnxjgmjszsxfwn"
    "lsoztxgxlsammlbwldszylakqcqctmycfjbslxclzjclxxksbzqclhjphqplsxsckslnhpsfqqytxjjzlqldxzjjzdyydjnz"
    "ptfcdskjfsljhylzqjzlbthydgdjfdbyazxdzhzjnhhqbyknxjjqczmlljzkspldsclbblxklelxjlbjycxjxgcnlcqplzlz"
    "njtzljgyzdzpltqcssfdmnycxgbtjdcznbgbqyqjwgkfhtnbyqzqgbkpbbyzmtjdytblsqmbsxtbnpdxklemyycjynzdtldy"
    "kzzxddxhqshdgmzsjycctayrzlpwltlkxslzcggexclfxlkjrtlqjaqzncmbqdkkcxglczjzxjhptdjjmzqykqsecqzdshha"
    "dmlzfmmzbgntjnnlgbyjbrbtmlbyjdzxlcjlpldlpcqdhlhzlycblcxzcjadqlmcmmsshmybhbskkbhrsxxjmxsdznzpxlbb"
    "ragggfchgmsklltsjyycqlcskywyehywhbhqywbawykqldqftntkhqcgdqktgpkxhcpdhtwtmssyhbwcrwxhjmkmzngwtmlk"
    "fghkjyldyycxwhyeclqhkqhtdqhhffldxqwgzyydesbpkyrzpjfyyzjceqdzzdlattbbfjllcxdlmjsdxegygsjqxcfbxssz"
    "pdyzcxdnyxpfzydlyjccpltxlsxyzyrxcyysdylwwndsahjsygyhgywkaxtjzdaxysrltdjssaxfnejdxyzhlxlllzhzsjny"
    "qyqqxyjghzgjcyjchzlycdshwsgczyjxcllnxzjjyyxnfsmwfpylcyllabwddhwdxjmcxztzpmlqzhsfhzynztlldywlslxh"
    "ymmylmbwwkyxyadtxylldjpybpwfxjmmmllhafdllaflbhhhbqqjtzjcqjjdjtffkmmmbythygdcqrddwrqjxnbysnmzdbyy"
    "tbjhpybygtjxaahgqdqtmystqxkbtsbkjlxrbeqqhqmjjbdjwtgtbxpgbktlgqxjjjcdhxqdwjlwrfmqgwqhckryswgbtgyg"
    "bwsdwdwrfhwytjjxxxjyzyslphyypayxhydqkxshxyxeskqhywbdddpplcjlhqeewxksyyhdyplfjthkjltcyyhhjttpltzz"
    "cdlthqkcxqysteeywkyzyxxyysddjkllpwmcyhqgxyhcrmbxpllnqydqhxsxxwgdqbshyllpjjjthyjkyphthyyktyezyenm"
    "dshlcrpqfbgfxzbsbtlgxsjbswyysksflxlpplbbblbsfxfyzbsjssylpbbffffsscjdstzsxtryjcyffsytyzbjtbctsbsd"
    "hrtjjbytcxyjeylxcbnebjdsysyhgsjzbxbytfzwgenyhhthjhatfwgcstbgxklstywmtmbyxjskzscdyjrcytwxzfhmymcx"
    "lznsdjtttxrycfyjsbsdyerxhljxbbdeynjghxgckgscymblxjmsznskgxfbnbbthfjaafxyxfpxmyfhdtzcxzzpxrsywzdl"
    "ybbjtyqwqjpzypzjznjpzjlztfysbttslmptzrtdxqsjehbzylzdhljsqmlhtxtjecxalzzspktlzkqqyfsygywpcpqfhqhy"
    "tqxzkrsgtgsqczlptxcdyyzssqzslxlzmacbcqbzyxhbsxlzdltcdjtylzjyytpzylltxjsjxhlbmytxcqrblzssfjzztnjy"
    "dxmyjhlhpblcyxqjqqkzzscpzkswalqsblcczjsxgwwwygyatjbbctdkhqhkgtgpbkqyslbxbbckbmllxdzstbklggqkqlsb"
    "kkdfxrmdkbftpzfrtbbmferqgxkjpzsstlbzdpszqzsjthljqlzbpmsmmsxlqqnhknblrddnhxdhddjcyygyfqgzlgsygmjq"
    "gkhbpmxyxlytqwlwgcpbmjxcyzydrjbhtdjxeeshtmjsbyplwhlzffnypmhxqhpltbqpfbcwjdbygpnxtbfzjgsddtjshxea"
    "wzzyllttybwjkgxghlfkxdjtmszsqynzggswqsphtlsskmclzxyszqzxncjdqgzdlfnykljcjllzlmzznhydsshthxzlzzbb"
    "hqzwwycrdhlyqqjbeyfsgxthsrxwqhwfslmssgzttyeyqqwrslalhmjtqjsmxqbjjzjxzyzkxbyqxbjxshzssfglxmxzxfgh"
    "kzszggylclsarjxhslllmzxelglxydjytlfbhbpnlyzfbbhptgjkwetzhkjjxzxxglljlstgshjjyqlqzfkcgnndjsszfdbc"
    "twwseqfhqjbsaqtgypjlbxbmmywxgslzhglzgnyfljbyfdjfrgsfmbyzhqfbwjsyfyjjphzbyyzffwodgrlmftmlbzgycqxc"
    "djygzyyyytytydwegazyhxjlzythlrmgrjxzclhneljjthtbwjybjjbxjjtjteekhwsljplpsfazpqqbdlqjjtyyqlyzkdks"
    "qjyyjzldqcgjjyzjsycmraqthtejmfctyhypkmhycwjdcfhyyxwshctxrljgjshccyyyjltkttytmxgtcjtzayyoczlylbsz"
    "ywjytsjyhbyshfjlygjxxtmzyyltxxypclxyjzyzyypnhmymdyylblhlsyygqllnjjymsoycbzgdlyxylcqyxtszegxhzglh"
    "wbljgeyxtwqmakbpqcgyshhegqcmwyywljyjhyyzlljjylhzyhmgsljljxcjjyclycjpcpzjzjmmylcjlnqljjjlxxjmlszl"
    "jqlycmmhcfmmfpqqmfxlqmcffqmmmmhmznfhhjgtthhkhslnchhyqdxtmmqdcydyxyqmyqylddcyyydazdcymzydlzfffmmy"
    "cqcwzzmabtbyctdmndzggdftypcgqyttssffwbdtzqssystwjjhjytsxxylbyqhwwhxezxwznnqzjzjjqjccchyyxbzxccyj"
    "tllcqxknjycyycynzzqyyoewyczdcjycchyjlbtzkycqwlpgpyllgkdldlgkgqbgychjxy....z.w...z....s.....l...."
    "...sl..z....lgtm....gd.....................atn..hbltdzlatmmbj.lx"
)
"""U+4E00 to U+9FFF; '.' where a character has no reading."""

SEVERAL = {
    "乐": "ly",
    "仇": "cq",
    "会": "hk",
    "传": "cz",
    "伺": "sc",
    "侗": "dt",
    "俞": "ys",
    "区": "qo",
    "单": "ds",
    "卡": "kq",
    "厦": "xs",
    "句": "jg",
    "召": "zs",
    "咖": "kg",
    "圩": "wx",
    "坻": "cd",
    "埔": "pb",
    "堡": "bp",
    "宓": "mf",
    "尉": "wy",
    "峒": "dt",
    "峙": "zs",
    "巷": "xh",
    "幢": "cz",
    "弹": "dt",
    "折": "zs",
    "曝": "pb",
    "曾": "zc",
    "朝": "cz",
    "枞": "cz",
    "查": "cz",
    "栅": "zs",
    "栖": "qx",
    "校": "xj",
    "椎": "zc",
    "槛": "jk",
    "歙": "sx",
    "沈": "sc",
    "泊": "bp",
    "泌": "mb",
    "泷": "ls",
    "浒": "hx",
    "涌": "yc",
    "涡": "wg",
    "炅": "jg",
    "焘": "dt",
    "率": "ls",
    "畜": "xc",
    "番": "fp",
    "盛": "sc",
    "省": "sx",
    "祭": "jz",
    "禅": "cs",
    "种": "zc",
    "秘": "mb",
    "稽": "jq",
    "筠": "yj",
    "粘": "zn",
    "繁": "fp",
    "纤": "xq",
    "纶": "lg",
    "缉": "jq",
    "翟": "dz",
    "耙": "bp",
    "茄": "qj",
    "莘": "sx",
    "蔚": "wy",
    "蕃": "fb",
    "藏": "cz",
    "行": "xh",
    "裳": "sc",
    "褚": "cz",
    "覃": "tq",
    "角": "jl",
    "解": "jx",
    "调": "dt",
    "贾": "jg",
    "车": "cj",
    "轧": "zy",
    "辟": "bp",
    "郇": "hx",
    "郗": "xc",
    "重": "zc",
    "镐": "gh",
    "长": "cz",
    "阿": "ae",
    "陂": "bp",
    "降": "jx",
    "隗": "kw",
    "靓": "jl",
    "颉": "jx",
    "颤": "cz",
    "驮": "td",
    "骠": "bp",
    "鹄": "gh",
}
"""Characters that names read with several letters, the usual one first."""
