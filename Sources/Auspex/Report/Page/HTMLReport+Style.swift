extension HTMLReport {
    /// The page's styles. Blue and orange (Okabe and Ito's colour-blind safe pair) mean normal and anomalous; marks and words repeat it.
    static let style: HTML = #"""
        :root{--bg:#f6f7f8;--card:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d8dde2;--track:#e6eaee;--blue:#0b62a8;--bar:#7390a9;
        --orange:#b84a00;--fill:#d55e00;--tint:#fdf1e8;--wash:#eef5fb;--good:#0b6b53;--goodtint:#e9f5f1;color-scheme:light}
        @media (prefers-color-scheme:dark){:root:not([data-theme=light]){--bg:#111418;--card:#191d23;--ink:#e6e9ed;--soft:#a0a9b4;--line:#323943;
        --track:#2b323b;--blue:#74b8ee;--bar:#55718a;--orange:#ffa45c;--fill:#f08a3c;--tint:#2e2218;--wash:#17242f;--good:#5cc7a4;--goodtint:#15271f;color-scheme:dark}}
        :root[data-theme=dark]{--bg:#111418;--card:#191d23;--ink:#e6e9ed;--soft:#a0a9b4;--line:#323943;
        --track:#2b323b;--blue:#74b8ee;--bar:#55718a;--orange:#ffa45c;--fill:#f08a3c;--tint:#2e2218;--wash:#17242f;--good:#5cc7a4;--goodtint:#15271f;color-scheme:dark}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        header.top,main,footer{max-width:1160px;margin:0 auto;padding:0 20px}
        header.top{display:flex;justify-content:space-between;align-items:flex-start;gap:16px;padding-top:22px}
        h1,h2,h3,h4,p,dl,dd,ul,ol,figure{margin:0;padding:0}
        h1{font-size:21px;line-height:1.3;font-weight:600;overflow-wrap:anywhere}
        h2{font-size:17px;line-height:1.35;font-weight:600}
        h3{font-size:15px;font-weight:600;margin:20px 0 6px}
        h4{font-size:12px;font-weight:600;color:var(--soft);margin-bottom:2px}
        code,pre{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
        .brand{color:var(--soft);font-size:12.5px;letter-spacing:.02em}
        .sub,.note,.by,caption,figcaption{color:var(--soft);font-size:13px}
        .sub{margin-top:2px;overflow-wrap:anywhere}
        .by{font-weight:400}
        ul,ol{list-style:none}
        section{margin:18px 0}
        .skip,.hide{position:absolute;left:-9999px}
        .skip:focus{left:12px;top:8px;background:var(--card);padding:6px 10px;z-index:2}
        :focus-visible{outline:2px solid var(--blue);outline-offset:2px;border-radius:3px}
        button,select,input{font:inherit;font-size:13.5px;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:4px 9px}
        button{cursor:pointer}
        button:hover{border-color:var(--soft)}
        #theme{white-space:nowrap}

        .verdict{display:grid;grid-template-columns:minmax(0,5fr) minmax(0,3fr);gap:14px 36px;background:var(--card);border:1px solid var(--line);
        border-left:5px solid var(--soft);border-radius:8px;padding:18px 22px}
        .verdict.good{border-left-color:var(--good)}
        .verdict.bad{border-left-color:var(--fill)}
        .verdict h2{font-size:26px;line-height:1.2;margin-bottom:10px}
        .worst{font-size:14px;margin-top:10px;overflow-wrap:anywhere}.worst a{color:inherit;font-weight:600}
        .worst+.raw{margin:4px 0 10px}
        .incidents{display:grid;gap:8px}
        .incident{background:var(--card);border:1px solid var(--line);border-left:5px solid var(--fill);border-radius:8px;padding:11px 16px 12px;min-width:0}
        .incident:target{background:var(--tint)}
        .ihead{display:grid;grid-template-columns:30px minmax(0,1fr) auto;gap:8px;align-items:baseline}
        .ihead .place{color:var(--soft);font-size:15px;font-variant-numeric:tabular-nums}
        .ihead h3{margin:0;overflow-wrap:anywhere}
        .ihead .meta{font-size:13px;color:var(--soft)}.ihead .when{color:var(--ink);font-variant-numeric:tabular-nums}
        .ibody{padding-left:38px}
        .raw{margin-top:7px;overflow-wrap:anywhere;font-size:12.5px}
        .raw code{white-space:pre-wrap;overflow-wrap:anywhere;color:var(--ink)}
        .raw .src{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;color:var(--blue);white-space:nowrap}
        .ibody>.raw:first-child{background:var(--tint);border-radius:6px;padding:6px 10px}
        .usual{font-size:13.5px;margin-top:5px;overflow-wrap:anywhere}.usual b{color:var(--blue);font-weight:600;font-size:12px}
        .further,.touched{margin-top:8px;font-size:13px;color:var(--soft);overflow-wrap:anywhere}
        .further summary,.touched summary{cursor:pointer}.touched details:not([open]),.touched details:not([open]) summary{display:inline}
        .raw .src{margin-right:5px}
        .further li{padding:6px 0;border-top:1px solid var(--line)}.further ul{margin-top:6px}
        .because{color:var(--ink);font-weight:600;font-size:13.5px;overflow-wrap:anywhere}.because+.raw,.further li>.raw:first-child{margin-top:2px}
        .plot.three .rows{padding:0 0 6px}.plot.three svg{height:166px}.marks rect{fill:var(--orange)}
        .rows small{display:block;font-size:11px}
        .bins rect{fill:transparent;cursor:pointer}.bins rect:hover,.bins rect.at{fill:var(--ink);fill-opacity:.12}.bins rect.chosen{fill:var(--blue);fill-opacity:.25}
        .map2{display:grid;grid-template-columns:minmax(60px,max-content) 1fr;gap:3px 10px;align-items:center;font-size:12.5px;color:var(--soft)}
        .map2 .name{max-width:210px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;text-align:right}
        .map2 svg{width:100%;height:14px;display:block;background:var(--track);border-radius:2px}
        .map2 rect{fill:var(--fill);cursor:pointer}.map2 rect.chosen{fill:var(--blue)}.map2+.note{margin:4px 0 8px}
        .range{position:sticky;top:0;z-index:1;background:var(--wash);border:1px solid var(--line);border-left:5px solid var(--blue);border-radius:8px;padding:6px 14px;font-size:14px}
        .range button{margin-left:8px}
        .same li{font-size:13px;padding:4px 0;border-top:1px solid var(--line);overflow-wrap:anywhere}.same code{white-space:pre-wrap}
        .irow .when{white-space:nowrap}.further .one .meta{color:var(--ink)}
        .verdict.good h2{color:var(--good)}
        .why li{margin:1px 0}
        .why button{display:grid;grid-template-columns:minmax(120px,170px) 1fr 44px;align-items:center;gap:10px;width:100%;border:0;background:none;padding:3px 6px;margin-left:-6px;text-align:left;font-size:14px}
        .why button:hover,.why button[aria-pressed=true]{background:var(--track)}
        .why .n{text-align:right}
        .track{display:inline-block;background:var(--track);border-radius:2px;height:8px;overflow:hidden;vertical-align:middle}
        .track .fill{display:block;height:100%;background:var(--fill);border-radius:2px}
        .why .track{width:100%}
        .figures{display:grid;grid-template-columns:1fr;align-content:start;font-size:14px}
        .figures div{display:flex;justify-content:space-between;gap:12px;padding:3px 0;border-bottom:1px solid var(--line)}
        .figures div:last-child{border-bottom:0}
        .figures dt{color:var(--soft)}
        .figures dd,.n{font-variant-numeric:tabular-nums}
        .figures .notable dd{color:var(--orange);font-weight:600}
        .figures.small{grid-template-columns:repeat(auto-fill,minmax(190px,1fr));column-gap:28px;margin:8px 0 14px}
        .figures.small div:last-child{border-bottom:1px solid var(--line)}
        .warnings{border:1px solid var(--line);border-left:5px solid var(--orange);background:var(--tint);border-radius:8px;padding:10px 18px;font-size:14px}
        .warnings li+li{margin-top:4px}

        .plot{display:grid;grid-template-columns:72px 1fr;gap:8px;margin-top:6px}
        .plot .rows{display:flex;flex-direction:column;justify-content:space-between;font-size:12.5px;color:var(--soft);padding:30px 0 22px;text-align:right}
        .plot svg{width:100%;height:132px;display:block}
        .lines rect,.normal{fill:var(--bar)}
        .anomalies rect,rect.odd{fill:var(--fill)}
        .axis{stroke:var(--soft);fill:none;stroke-width:1;vector-effect:non-scaling-stroke}
        .grid{stroke:var(--line);fill:none}
        .curve{stroke:var(--blue);stroke-width:2;fill:none;stroke-linejoin:round}
        .point{fill:var(--fill);stroke:var(--card);stroke-width:2}
        .threshold{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:5 4;fill:none}
        svg text{fill:var(--soft);font-size:11.5px}
        svg text.strong{fill:var(--ink)}
        svg .end{text-anchor:end}svg .middle{text-anchor:middle}
        .ticks{display:flex;justify-content:space-between;margin-left:80px;font-size:12.5px;color:var(--soft);font-variant-numeric:tabular-nums}
        .chart .note{margin-left:80px}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:16px}
        figure{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:14px 18px}
        figure svg{width:100%;max-width:560px;height:auto;display:block}
        .key{display:inline-block;width:10px;height:10px;border-radius:2px;margin:0 3px 0 4px;background:var(--bar)}
        .key.odd{background:var(--fill)}

        .bar{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:8px 16px;margin-bottom:8px}
        .tools{display:flex;flex-wrap:wrap;gap:8px;align-items:center;font-size:13.5px;color:var(--soft)}
        .tools[hidden]{display:none}
        #search{width:270px}
        details.item{background:var(--card);border:1px solid var(--line);border-radius:8px;margin:6px 0}
        details.item>summary{display:grid;grid-template-columns:34px minmax(0,1fr) 130px;gap:10px;align-items:center;padding:9px 14px;cursor:pointer;list-style:none;border-radius:8px}
        summary::-webkit-details-marker{display:none}
        details.item>summary:hover{background:var(--track)}
        .rank{color:var(--soft);font-variant-numeric:tabular-nums;font-size:15px}
        .rank::before{content:"▸";display:inline-block;width:14px;font-size:11px}
        details[open]>summary .rank::before{content:"▾"}
        .head{display:block;font-weight:600;overflow-wrap:anywhere}
        .meta{display:flex;flex-wrap:wrap;gap:3px 8px;align-items:center;margin-top:2px}
        .meta .id{color:var(--soft);overflow-wrap:anywhere}
        .chip{display:inline-block;border:1px solid currentColor;color:var(--orange);border-radius:9px;padding:0 8px;font-size:12px;line-height:17px;white-space:nowrap;margin:1px 3px 1px 0}
        .meta .chip{margin:0}
        .chip.label{color:var(--soft)}
        .chip.level{color:var(--soft);text-transform:uppercase;font-size:11px;letter-spacing:.04em}.chip.level.bad{color:var(--orange)}
        .score{display:flex;align-items:center;justify-content:flex-end;gap:8px;font-variant-numeric:tabular-nums;font-size:14px}
        .score .track{width:60px}
        .body{padding:4px 16px 14px 58px;border-top:1px solid var(--line)}
        .finding{margin:10px 0 14px}
        .cause{font-size:14px;margin-bottom:5px}
        .versus{display:grid;grid-template-columns:1fr 1fr;gap:10px}
        .versus>div{border-radius:6px;padding:8px 12px;border-left:4px solid var(--fill);background:var(--tint);overflow-wrap:anywhere}
        .versus .wanted{border-left-color:var(--blue);background:var(--wash)}
        .candidates{margin-top:4px}
        .where{margin:14px 0}.where h3{margin:0 0 6px;font-weight:400;font-size:14px}
        .map{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.15fr);gap:16px;align-items:start}
        .map dl{font-size:13.5px}
        .map dl>div{display:grid;grid-template-columns:104px minmax(0,1fr);gap:10px;padding:4px 0;border-bottom:1px solid var(--line)}
        .map dl>div:last-child{border-bottom:0}
        .map dt{color:var(--soft)}.map .odd dt{color:var(--orange)}
        .map dd{overflow-wrap:anywhere}.map dd .note{display:block}.map .at,.src{color:var(--soft);font-variant-numeric:tabular-nums}
        .map .candidates{margin:0}.map .candidates li:first-child{margin-top:0}
        .drawing{overflow:auto;max-height:440px;background:var(--card);border:1px solid var(--line);border-radius:8px;scrollbar-width:thin}
        .drawing svg{display:block;margin:0 auto}
        .definitions{position:absolute}
        .legend{display:flex;flex-wrap:wrap;gap:2px 16px;justify-content:flex-end;font-size:12.5px;color:var(--soft);margin-top:5px}
        .legend span::before{content:"";display:inline-block;width:24px;margin-right:6px;vertical-align:middle;border-top:3px solid var(--good)}
        .legend .expected::before{border-top:3px dashed var(--blue)}.legend .missing::before{border-top:3px dotted var(--orange)}
        .legend .other::before{border-top:2px solid var(--soft)}
        :root{--auspex-ink:var(--ink);--auspex-muted:var(--soft);--auspex-box:var(--card);--auspex-good:var(--good);--auspex-bad:var(--orange);--auspex-expected:var(--blue)}
        .candidates li{display:grid;grid-template-columns:118px 1fr;gap:8px;align-items:baseline;font-size:13.5px;margin:2px 0}
        .candidates .fill,.prob .fill{background:var(--blue)}
        .p{display:inline-flex;align-items:center;gap:7px;white-space:nowrap;font-size:12.5px}
        .p .track{width:46px;height:6px}
        .flag .p .n{color:var(--orange);font-weight:600}
        table{border-collapse:collapse;width:100%;font-size:13.5px}
        caption{text-align:left;padding:2px 0 4px}
        th{text-align:left;font-weight:600;font-size:12.5px;color:var(--soft);padding:3px 10px 3px 0;border-bottom:1px solid var(--line);vertical-align:bottom}
        td{padding:3px 10px 3px 0;vertical-align:top;border-bottom:1px solid var(--line)}
        th.n,td.n{text-align:right;white-space:nowrap}
        .events td{border-bottom:0;padding-top:2px;padding-bottom:2px}
        .events .line{white-space:nowrap;text-align:right;color:var(--soft);font-variant-numeric:tabular-nums;font-size:12.5px;padding-left:6px}
        .events thead th:first-child{text-align:right}
        .events .wait{white-space:nowrap;text-align:right;font-size:12.5px;color:var(--soft)}
        .events thead th:nth-child(2){text-align:right}
        .events .prob{width:112px}.events thead th{white-space:nowrap}
        .prob .note{display:block;font-size:12px}
        .rec{width:100%}
        .rec code{white-space:pre-wrap;overflow-wrap:anywhere}
        .events tr.flag td{background:var(--tint)}
        .events tr.flag td:first-child{box-shadow:inset 4px 0 0 var(--fill);padding-left:12px}
        .events tr.flag .line,.mark{color:var(--orange)}
        .tmpl{display:block;color:var(--soft);font-size:12.5px;overflow-wrap:anywhere}
        .gap td{color:var(--soft);font-size:12.5px;padding:4px 0 4px 14px}
        .scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:6px 14px}
        .list td code{overflow-wrap:anywhere}
        .list tbody tr:last-child td,.list tbody tr:last-child th{border-bottom:0}
        .list td .track{width:60px;margin-right:8px}
        .list td .track .fill{background:var(--bar)}
        .list tbody th{font-size:13.5px;font-weight:400;color:var(--ink);border-bottom:1px solid var(--line)}
        .list tr.own th,.list tr.own td{font-weight:600}
        td.id{white-space:nowrap}
        th button{border:0;background:none;padding:0;font:inherit;color:inherit}
        th button::after{content:" ↕";opacity:.5}
        th[aria-sort=ascending] button::after{content:" ↑";opacity:1}
        th[aria-sort=descending] button::after{content:" ↓";opacity:1}
        details.fold>summary{cursor:pointer;list-style:none;margin-bottom:8px}
        details.fold>summary h2::before{content:"▸";font-size:13px;margin-right:7px;color:var(--soft)}
        details.fold[open]>summary h2::before{content:"▾"}
        footer{border-top:1px solid var(--line);margin-top:28px;padding-top:16px;padding-bottom:40px}
        footer h2{font-size:15px;margin-bottom:6px}
        .facts{font-size:13px}
        .facts div{display:grid;grid-template-columns:130px 1fr;gap:10px;padding:1px 0}
        .facts dt{color:var(--soft)}.facts dd{overflow-wrap:anywhere}
        [hidden]{display:none!important}

        @media (max-width:680px){
        header.top,main,footer{padding-left:12px;padding-right:12px}
        .verdict{grid-template-columns:1fr;padding:14px 16px}
        .verdict h2{font-size:22px}
        .plot{grid-template-columns:1fr}.plot .rows{flex-direction:row;padding:0}.ticks,.chart .note{margin-left:0}.ticks .mid{display:none}
        details.item>summary{grid-template-columns:28px minmax(0,1fr) auto;padding:9px 10px;gap:6px}
        .score .track{display:none}
        .body{padding:4px 10px 12px}
        .incident{padding:10px 10px 11px}.ihead{grid-template-columns:22px minmax(0,1fr) auto;gap:4px}.ibody{padding-left:0}
        .plot.three svg{height:140px}.plot.three .rows{padding:0}.plot .rows span{text-align:left}.map2{grid-template-columns:1fr;gap:1px}.map2 .name{text-align:left;max-width:100%}.irow .when{white-space:normal}
        .versus,.map{grid-template-columns:minmax(0,1fr)}
        .map dl>div{grid-template-columns:1fr;gap:0}
        .tools,.tools label,#search{width:100%}
        .tools{display:grid;grid-template-columns:1fr 1fr}.tools label:first-child{grid-column:1/-1}.tools select{width:100%}
        .events thead{display:none}
        .events tr{display:flex;flex-wrap:wrap;gap:0 10px;padding:4px 0;border-bottom:1px solid var(--line)}
        .events td{display:block;width:auto;padding:1px 0}
        .events .rec{flex-basis:100%}
        .events tr.flag{background:var(--tint);box-shadow:inset 4px 0 0 var(--fill);padding-left:12px}
        .events tr.flag td,.events tr.flag td:first-child{background:none;box-shadow:none;padding-left:0}
        .prob .note{display:inline;margin-left:6px}
        .list td .track{display:none}.list td code{display:inline-block;min-width:190px}
        .sortable tr{display:flex;flex-wrap:wrap;gap:0 14px;padding:5px 0;border-bottom:1px solid var(--line)}.sortable tbody tr:last-child{border-bottom:0}
        .sortable th,.sortable td{border-bottom:0;padding:1px 0}.sortable td:last-child{flex-basis:100%}.sortable td code{min-width:0}
        .sortable .trained,.sortable .here{color:var(--soft);font-size:12.5px}.sortable .trained::before{content:"in training "}.sortable .here::before{content:"here "}
        .facts div{grid-template-columns:1fr;gap:0;margin-bottom:6px}
        }
        @media print{
        body{background:#fff;font-size:11pt}
        .tools,#theme,.skip{display:none!important}
        details.item,figure,.verdict,.finding,.incident{break-inside:avoid}
        details.item[open]{break-inside:auto}
        .scroll{overflow:visible}
        .map{display:block}.drawing{overflow:visible;max-height:none;break-inside:avoid}.drawing svg{max-width:100%;height:auto}
        *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        }

        """#
}
