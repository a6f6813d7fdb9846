"""Which words of energy, environment and mobility mean the same in English, French, German and Luxembourgish?

One concept a line: English ; French ; German ; Luxembourgish, synonyms between commas, the first English term
names the concept. Our own list: words of the trade, not taken from any programme text.
"""

# A concept keeps its one line, however long: that is how it is read and edited.
# ruff: noqa: E501

CONCEPTS = """
energy ; énergie, énergétique ; Energie, energetisch ; Energie, energetesch
renewable energy, renewables ; énergie renouvelable, énergies renouvelables, renouvelable, ENR, EnR&R ; erneuerbare Energie, erneuerbar ; erneierbar Energie
energy efficiency, energy performance ; efficacité énergétique, performance énergétique, efficience énergétique ; Energieeffizienz, energetische Leistung ; Energieeffizienz
energy saving, save energy, energy savings, cut energy use, less energy ; économie d'énergie, économies d'énergie, économiser l'énergie, sobriété énergétique, réduire la consommation d'énergie ; Energieeinsparung, Energie sparen, Energie einsparen, Energieverbrauch senken ; Energie spueren
energy consumption, energy use ; consommation d'énergie, consommation énergétique ; Energieverbrauch ; Energieverbrauch
energy audit, energy assessment ; audit énergétique, diagnostic énergétique, visite énergie, bilan énergétique ; Energieaudit, Energieberatung, Energieanalyse ; Energieaudit, Energieberodung
energy bill, electricity bill, power bill, energy cost ; facture d'énergie, facture énergétique, facture d'électricité, coût de l'énergie ; Energierechnung, Stromrechnung, Energiekosten, Stromkosten ; Stroumrechnung, Energierechnung
electricity, power, electric current ; électricité, courant, électrique ; Strom, Elektrizität ; Stroum
gas, natural gas ; gaz, gaz naturel ; Gas, Erdgas ; Gas
oil, fuel oil, heating oil ; fioul, mazout ; Heizöl, Öl ; Mazout
fossil ; fossile ; fossil ; fossil
fuel, diesel, petrol ; carburant, gazole, diesel, essence ; Kraftstoff, Diesel, Benzin, Treibstoff ; Diesel, Bensinn
fuel consumption ; consommation de carburant ; Kraftstoffverbrauch ; Spritverbrauch
heating, heat a building ; chauffage, chauffer, chauffe ; Heizung, heizen, Beheizung ; Heizung, heezen
boiler ; chaudière, chaufferie ; Kessel, Heizkessel, Ölkessel, Gaskessel ; Kessel
heat ; chaleur, thermique ; Wärme, thermisch ; Hëtzt, Wäermt
cooling, cold, refrigeration, air conditioning ; froid, climatisation, rafraîchissement, refroidissement ; Kälte, Kühlung, Klimaanlage ; Killung, Klimaanlag
heat pump ; pompe à chaleur, PAC, aérothermie ; Wärmepumpe ; Wärmepompel, Wäermepompel
district heating, heat network, heating network ; réseau de chaleur, réseaux de chaleur, chauffage urbain, réseau de froid ; Fernwärme, Wärmenetz, Nahwärme, Kältenetz ; Fernwäermt
waste heat, heat recovery, surplus heat, lost heat ; chaleur fatale, chaleur perdue, récupération de chaleur, chaleur de récupération ; Abwärme, Wärmerückgewinnung, Restwärme ; Ofwäermt
furnace, oven, kiln ; four ; Ofen, Öfen ; Uewen, Uewe
dryer, drying ; séchoir, séchage ; Trockner, Trocknung ; Dréchner
steam ; vapeur ; Dampf ; Damp
solar, sun ; solaire, soleil ; Solar, Sonne, Sonnenenergie ; Solar, Sonn
photovoltaics, photovoltaic, solar panel, solar power, solar electricity, PV ; photovoltaïque, panneau solaire, panneaux solaires, module solaire, PV, électricité solaire, ombrière ; Photovoltaik, Solarmodul, Solarstrom, Solaranlage, PV-Anlage ; Photovoltaik, Solarstroum, Solaranlag
self-consumption, own power, use the power ourselves ; autoconsommation, propre électricité ; Eigenverbrauch, selbst verbrauchen ; Eegeverbrauch
solar thermal, solar water heating, solar collector ; solaire thermique, chauffe-eau solaire, capteur solaire, système solaire combiné ; Solarthermie, Sonnenkollektor, Solarkollektor ; Solarthermie
hot water ; eau chaude, eau chaude sanitaire, ECS ; Warmwasser ; waarmt Waasser
roof, rooftop ; toiture, toit ; Dach, Hallendach ; Daach
biomass ; biomasse ; Biomasse ; Biomass
wood ; bois ; Holz ; Holz
wood heating, wood boiler, wood chips, wood chip, pellets, biomass boiler ; chaleur bois, chaudière bois, bois énergie, plaquette, granulé, chaufferie biomasse, biomasse ; Hackschnitzel, Pellets, Holzheizung, Holzkessel, Biomassekessel ; Holzheizung, Hackschnëtzel
geothermal, ground heat, heat from the ground, geothermal energy ; géothermie, géothermique, sous-sol, sonde géothermique, champ de sondes ; Geothermie, Erdwärme, Erdsonde ; Geothermie, Äerdwäermt
underground, soil, ground ; sous-sol, sol, terrain ; Boden, Untergrund ; Buedem
hydrogen ; hydrogène ; Wasserstoff ; Waasserstoff
biogas, anaerobic digestion, biomethane ; biogaz, méthanisation, méthaniseur, biométhane, biognv ; Biogas, Vergärung, Biomethan ; Biogas
organic residue, organic waste, organic matter ; matière organique, résidu organique, effluent, déchet organique ; organische Reststoffe, organische Abfälle ; organesch Reschter
hydropower, hydroelectric, water mill, water turbine ; hydroélectricité, hydroélectrique, hydraulique, moulin, turbine ; Wasserkraft, Wassermühle, Turbine ; Waasserkraaft
wind power, wind turbine ; éolien, éolienne ; Windkraft, Windrad, Windenergie ; Wandkraaft
battery ; batterie ; Batterie, Akku ; Batterie
storage ; stockage ; Speicher, Speicherung, Lagerung ; Stockage
building, premises, offices, office ; bâtiment, local professionnel, locaux, bureau, tertiaire, immobilier ; Gebäude, Büro, Büroräume, Immobilie, Räumlichkeiten ; Gebai, Büro
building renovation, energy renovation, refurbishment, retrofit a building ; rénovation énergétique, rénovation du bâtiment, travaux de rénovation, rénover ; energetische Sanierung, Gebäudesanierung, energetisch sanieren, Altbausanierung ; energetesch sanéieren, Sanéierung
insulation, insulate, draughty ; isolation, isoler, isolation thermique ; Dämmung, dämmen, Isolierung, gedämmt ; isoléieren, Isolatioun
works, construction works ; travaux ; Bauarbeiten, Arbeiten ; Aarbechten
lighting, LED, lamp ; éclairage, luminaire, LED, lampe ; Beleuchtung, LED, Lampe ; Beliichtung
ventilation ; ventilation, VMC ; Lüftung ; Lëftung
climate ; climat, climatique ; Klima ; Klima
climate change, global warming ; changement climatique, dérèglement climatique, réchauffement climatique ; Klimawandel ; Klimawandel
climate adaptation, adapt to climate change, climate risk, climate vulnerability ; adaptation au changement climatique, vulnérabilité climatique, aléa climatique, aléas climatiques, risque climatique, s'adapter au climat, vulnérabilité ; Klimaanpassung, Anpassung an den Klimawandel, Klimarisiko ; Klimaupassung, eis upassen
flood, flooding ; inondation, crue ; Hochwasser, Überschwemmung ; Héichwaasser
heat wave ; canicule, vague de chaleur ; Hitzewelle, Hitze ; Hëtztwell
drought ; sécheresse ; Dürre, Trockenheit ; Dréchent
carbon, CO2 ; carbone, CO2 ; Kohlenstoff, CO2 ; CO2
greenhouse gas, greenhouse gas emissions, carbon emissions, CO2 emissions ; gaz à effet de serre, GES, émission de CO2, émissions de CO2, émissions de carbone ; Treibhausgas, Treibhausgasemissionen, CO2-Ausstoß, CO2-Emissionen ; Zäregasen, CO2-Ausstouss
emissions ; émission ; Emissionen, Ausstoß ; Ausstouss
carbon footprint, carbon balance, carbon accounting, greenhouse gas inventory, measure emissions, measure carbon ; bilan carbone, empreinte carbone, bilan de gaz à effet de serre, évaluation carbone, mesurer vos émissions, mesurer les émissions, comptabilisation des émissions ; CO2-Bilanz, Treibhausgasbilanz, CO2-Fußabdruck, Klimabilanz ; CO2-Bilanz
decarbonisation, decarbonise, decarbonize, cut CO2, reduce CO2, low carbon, carbon neutral, net zero ; décarbonation, décarboner, décarbonée, bas carbone, réduire les émissions, neutralité carbone ; Dekarbonisierung, dekarbonisieren, CO2-arm, klimaneutral, CO2 senken ; Dekarboniséierung
electrification, electrify ; électrification, électrifier ; Elektrifizierung, elektrifizieren ; Elektrifizéierung
ecological transition, green transition, environmental transition, energy transition, sustainable transition ; transition écologique, transition énergétique, transition environnementale, transition bas carbone, transformation écologique ; ökologischer Wandel, Energiewende, grüner Wandel, ökologische Transformation ; ekologesch Transitioun, Energietransitioun
environment, environmental, ecological, green, greener ; environnement, environnemental, écologique, écologie, vert, éco-responsable, écoresponsable ; Umwelt, ökologisch, umweltfreundlich, grün, Umweltschutz, umweltgerecht ; Ëmwelt, ëmweltfrëndlech, ekologesch, gréng
environmental impact, environmental footprint ; impact environnemental, impact écologique, impact sur l'environnement, performance environnementale, empreinte environnementale ; Umweltauswirkung, Umweltwirkung, Umweltbelastung, ökologischer Fußabdruck ; Ëmweltimpakt
sustainability, sustainable, sustainable development ; durable, durabilité, développement durable ; Nachhaltigkeit, nachhaltig ; Nohaltegkeet, nohalteg
corporate social responsibility, CSR, ESG, social responsibility ; responsabilité sociale, responsabilité sociétale, RSE, ESG ; gesellschaftliche Verantwortung, soziale Verantwortung, CSR, ESG, Unternehmensverantwortung ; sozial Verantwortung, CSR
sustainability reporting, CSRD, non-financial report ; rapport de durabilité, reporting extra-financier, CSRD ; Nachhaltigkeitsbericht, Nachhaltigkeitsberichterstattung, CSRD ; Nohaltegkeetsrapport
water ; eau, hydrique ; Wasser ; Waasser
water saving, save water, use less water, water consumption, water use ; économie d'eau, économies d'eau, économiser l'eau, consommation d'eau, consommer moins d'eau, sobriété hydrique ; Wassereinsparung, Wasser sparen, Wasserverbrauch, weniger Wasser ; Waasser spueren, manner Waasser
water reuse, reuse water, washing water, recycle water ; réutilisation de l'eau, recycler l'eau, eaux de lavage, réutiliser les eaux ; Wasserwiederverwendung, Waschwasser, Brauchwasser ; Spullwaasser
wastewater, effluent, sewage, discharge ; eaux usées, rejet, rejets, effluent, assainissement ; Abwasser, Einleitung ; Ofwaasser
water pollution, micropollutant, solvents, heavy metals, PFAS ; pollution de l'eau, pollutions industrielles, micropolluant, solvant, métaux lourds, substances dangereuses, PFAS ; Wasserverschmutzung, Mikroschadstoff, Lösungsmittel, Schwermetalle, Schadstoff ; Waasserverschmotzung
river, stream, aquatic ; rivière, cours d'eau, milieu aquatique, milieux aquatiques, fleuve ; Fluss, Bach, Gewässer ; Floss, Baach
stormwater, rainwater, rain ; eaux pluviales, eau de pluie, pluie, désimperméabilisation ; Regenwasser, Niederschlag, Regen ; Reewaasser
biodiversity, nature, wildlife, species ; biodiversité, nature, faune, flore, espèce ; Biodiversität, Artenvielfalt, Natur, Arten ; Biodiversitéit, Natur
tree, plant trees ; arbre, plantation, planter ; Baum, Bäume, pflanzen ; Beem, planzen
forest, woodland, reforestation, replant ; forêt, forestier, parcelle boisée, reboisement, replanter ; Wald, Forst, Aufforstung, aufforsten ; Bësch
pollution, pollutant ; pollution, polluant ; Verschmutzung, Schadstoffe ; Verschmotzung
air quality, air pollution, dust, fumes ; qualité de l'air, pollution atmosphérique, polluant atmosphérique, poussière, fumée, particules ; Luftqualität, Luftverschmutzung, Staub, Abgase, Luftreinhaltung ; Loftqualitéit, Stëbs
brownfield, contaminated land, former factory site, soil pollution ; friche, friche industrielle, terrain contaminé, dépollution, sol pollué, reconversion de friche ; Industriebrache, Altlast, Brachfläche, belasteter Boden ; Industriebrooch
waste, rubbish, scrap, garbage ; déchet, ordures, rebut, benne ; Abfall, Müll, Abfälle, Schrott ; Offall
waste management, waste reduction, waste sorting, sort waste ; gestion des déchets, réduction des déchets, tri des déchets, diagnostic déchets, trier ; Abfallmanagement, Abfallvermeidung, Abfalltrennung, Mülltrennung ; Offalltrennung
sorting centre, sorting plant, waste sorting plant ; centre de tri, collecte et tri, préparation des déchets ; Sortieranlage, Sortierzentrum ; Trianlag
biowaste, food scraps, compost ; biodéchet, compost, compostage ; Bioabfall, Kompost ; Biooffall
food waste, unsold goods ; gaspillage alimentaire, gaspillage, invendu, pertes alimentaires ; Lebensmittelverschwendung, Lebensmittelabfälle ; Liewensmëttelverschwendung
canteen, catering ; cantine, restauration collective, restauration ; Kantine, Gemeinschaftsverpflegung ; Kantin
food, nutrition ; alimentation, alimentaire, nourriture ; Lebensmittel, Nahrung, Ernährung ; Liewensmëttel, Iessen
restaurant ; restaurant, restaurateur ; Restaurant, Gastronomie, Gaststätte ; Restaurant
recycling, recycle, recycled, recyclate, secondary raw material ; recyclage, recycler, recyclé, matière première de recyclage, matières premières de recyclage, MPR ; Recycling, recyceln, Rezyklat, Wiederverwertung, Sekundärrohstoff ; Recycléierung, recycléiert
reuse, returnable, refill ; réemploi, réutilisation, réutiliser, consigne, seconde vie ; Wiederverwendung, Mehrweg, wiederverwenden ; Wiederbenotzung, nees benotzen
repair, refurbish, recondition ; réparation, réparer, remise en état, reconditionnement, dépannage ; Reparatur, reparieren, Instandsetzung, aufarbeiten ; Reparatur, flécken
second-hand, used goods ; occasion, usagé, seconde main ; gebraucht, Secondhand ; gebraucht
circular economy, circular, circularity ; économie circulaire, circulaire, circularité ; Kreislaufwirtschaft, zirkulär, Zirkularität ; Kreeslafwirtschaft
product as a service, rent instead of sell, functional economy, servitisation, leasing products ; économie de la fonctionnalité, louer plutôt que vendre, offre de service, location, louer ; Produkt als Dienstleistung, vermieten statt verkaufen, Servitization, vermieten ; verlounen
industrial symbiosis, pooling, share resources, shared resources ; écologie industrielle, symbiose industrielle, mutualisation, synergie, partager des ressources ; Industriesymbiose, Ressourcen teilen, gemeinsame Nutzung, Synergie ; Ressourcen deelen
packaging ; emballage, conditionnement ; Verpackung ; Verpackung
plastic, single-use ; plastique, usage unique ; Kunststoff, Plastik, Einweg ; Plastik
raw material, materials ; matière première, matières premières, matériau, matières ; Rohstoff, Material, Werkstoff ; Rohstoff, Material
material efficiency, resource efficiency, material losses ; économie de matière, efficacité matière, pertes matière, sobriété matière, économies de ressources ; Materialeffizienz, Ressourceneffizienz ; Ressourceneffizienz
ecodesign, eco-design, sustainable product design, redesign products ; écoconception, éco-conception, conception écologique ; Ökodesign, umweltgerechte Produktgestaltung, umweltgerecht gestalten ; Ecodesign
life cycle, life cycle assessment, LCA ; cycle de vie, analyse du cycle de vie, ACV ; Lebenszyklus, Ökobilanz ; Liewenszyklus
eco-label, ecolabel, green label, certification, label ; écolabel, label, labellisation, certification, certifier, référentiel ; Umweltzeichen, Umweltsiegel, Siegel, Zertifizierung, Label ; Label, Zertifizéierung
vehicle ; véhicule ; Fahrzeug ; Gefier
car ; voiture, automobile ; Auto, Pkw, Personenwagen ; Auto
van, delivery van, utility vehicle ; camionnette, utilitaire, fourgonnette ; Lieferwagen, Transporter, Kleintransporter ; Camionnette
electric vehicle, electric car, clean vehicle, electric van ; véhicule électrique, voiture électrique, véhicule propre, véhicule peu polluant, rétrofit électrique ; Elektrofahrzeug, Elektroauto, E-Auto, Elektromobilität ; elektrescht Gefier, elektresch Gefierer, Elektroauto
truck, lorry, heavy vehicle, heavy goods vehicle ; camion, poids lourd, véhicule lourd, véhicules lourds ; Lastwagen, Lkw, Nutzfahrzeug, Schwerlaster ; Camion
fleet ; flotte, parc de véhicules ; Flotte, Fuhrpark ; Flott
charging point, charging station, charge electric cars ; borne de recharge, bornes de recharge, recharge, prise de recharge ; Ladesäule, Ladestation, Ladepunkt, Ladeinfrastruktur ; Luedstatioun, Luetborne
car park, parking ; parking, stationnement ; Parkplatz ; Parking
bicycle, bike, cycling ; vélo, cyclable, cyclotourisme, vélotourisme ; Fahrrad, Rad ; Vëlo
commuting, commute, travel to work, staff travel, employee mobility ; domicile-travail, trajet, déplacement des salariés, plan de mobilité, mobilité des salariés, déplacements ; Arbeitsweg, Pendeln, Mitarbeitermobilität, Berufsverkehr ; Wee op d'Aarbecht
mobility ; mobilité, déplacement ; Mobilität ; Mobilitéit
transport, haulage, haulier, freight, carriage ; transport, transporteur, fret, marchandises ; Transport, Spedition, Güterverkehr, Fracht ; Transport
logistics, delivery ; logistique, livraison ; Logistik, Lieferung, Zustellung ; Logistik
rail, railway, train ; rail, ferroviaire, train ; Bahn, Schiene, Zug ; Eisebunn
modal shift, move freight, river barge, barge, inland waterway ; report modal, modes massifiés, péniche, fluvial, transport fluvial ; Verkehrsverlagerung, Binnenschiff, Wasserstraße ; Binneschëff
ship, boat, vessel ; navire, bateau, flotte fluviale, maritime ; Schiff, Boot ; Schëff
engine, propulsion, motor ; moteur, motorisation, propulsion ; Motor, Antrieb ; Motor
non-road machinery, construction machinery, excavator ; engin, engin non routier, engin de chantier ; Baumaschine, mobile Maschine ; Baumaschinn
tractor, farm machinery ; tracteur, engin agricole ; Traktor, Landmaschine ; Trakter
agriculture, farm, farming ; agriculture, agricole, exploitation, agriculteur ; Landwirtschaft, Bauernhof, landwirtschaftlich ; Landwirtschaft, Bauer
greenhouse, market garden, horticulture ; serre, maraîcher, horticulture ; Gewächshaus, Gärtnerei, Gartenbau ; Zäreshaus, Gärtnerei
organic farming, organic certification ; agriculture biologique, bio, passage au bio ; Biolandbau, ökologischer Landbau, Bio ; Biolandwirtschaft
tourism, tourist, traveller ; tourisme, touristique, touriste, voyageur ; Tourismus, touristisch, Reisende ; Tourismus
hotel, guest house, accommodation, inn ; hôtel, hôtellerie, hébergement, hébergeur, auberge, gîte ; Hotel, Gasthof, Beherbergung, Unterkunft, Pension ; Hotel
campsite, camping ; camping ; Campingplatz, Camping ; Camping
visitor site, attraction ; site touristique, accueil du public, patrimoine ; Sehenswürdigkeit, Ausflugsziel ; Site
print shop, printing ; imprimerie, impression, imprimeur ; Druckerei, Druck ; Dréckerei
bookshop ; librairie ; Buchhandlung ; Bicherbuttek
laundry ; blanchisserie, laverie ; Wäscherei ; Wäscherei
environmental regulation, legal duty, environmental law, compliance, legal duties ; réglementation, obligation légale, obligations légales, conformité, réglementaire ; Vorschrift, gesetzliche Pflicht, Umweltrecht, Compliance, Auflagen ; Gesetz, legal Obligatioun
regulatory watch, keep up with new rules ; veille réglementaire, veille ; Rechtsmonitoring, Gesetzesänderungen verfolgen ; Veille
health and safety, safety at work ; santé-sécurité, sécurité au travail, santé au travail ; Arbeitsschutz, Arbeitssicherheit, Sicherheit ; Sécherheet op der Aarbecht
off-site construction, prefabrication, prefabricate ; hors site, préfabrication, préfabriquer, construction hors site ; Vorfertigung, vorfertigen, Modulbau ; Virfabrikatioun
wood construction, timber, facade ; construction bois, façade, charpente, ossature bois ; Holzbau, Fassade ; Holzbau
plant trees in town, urban greening ; végétalisation, milieu urbain ; Stadtbegrünung, Begrünung ; Begréngung
district, territory, neighbouring firms, business park, neighbours ; territoire, zone d'activité, voisin ; Gewerbegebiet, Nachbarbetriebe, Region ; Aktivitéitszon, Noperen
"""
